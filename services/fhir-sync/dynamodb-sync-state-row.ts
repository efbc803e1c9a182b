import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { type FormerState, fromFormer } from "./former-state.ts";
import type { KeptState } from "./sync-states.ts";

type Row = Record<string, AttributeValue>;

/** What rows of former versions held beside the revision; newer ones hold it in one text. */
export const formerAttributes: readonly string[] = ["state", "own", "adopted", "at", "claims", "stated"];

/**
 * The row of what is kept of a key. That is one text, with all digits of the numbers in it: DynamoDB's own have 38, and its
 * library refuses what a double cannot hold.
 */
export function rowOf(key: string, kept: KeptState): Record<"pk" | "revision" | "kept", AttributeValue> {
  return { pk: { S: key }, revision: { N: String(kept.revision) }, kept: { S: JSON.stringify(kept) } };
}

/** What a row keeps, of a former version, too. */
export function keptIn(row: Row): KeptState {
  return row.kept?.S !== undefined
    ? (parseFhirJson(row.kept.S) as KeptState)
    : fromFormer(unmarshall(row) as FormerState, row.pk?.S ?? "");
}
