import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { type FormerState, fromFormer } from "./former-state.ts";
import type { KeptState } from "./sync-states.ts";

type Row = Record<string, AttributeValue>;

/** Attributes that earlier versions wrote besides the revision; newer rows hold all of it in one string. */
export const formerAttributes: readonly string[] = ["state", "own", "adopted", "at", "claims", "stated"];

/**
 * The row of a key. The state is one JSON string, so that numbers keep all their digits: DynamoDB's numbers have 38, and its
 * library rejects what a double cannot hold.
 */
export function rowOf(key: string, kept: KeptState): Record<"pk" | "revision" | "kept", AttributeValue> {
  return { pk: { S: key }, revision: { N: String(kept.revision) }, kept: { S: JSON.stringify(kept) } };
}

/** The state in a row, also in one that an earlier version wrote. */
export function keptIn(row: Row): KeptState {
  return row.kept?.S !== undefined
    ? (parseFhirJson(row.kept.S) as KeptState)
    : fromFormer(unmarshall(row) as FormerState, row.pk?.S ?? "");
}
