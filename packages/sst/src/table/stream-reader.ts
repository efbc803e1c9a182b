import { MAXIMUM_RECORD_AGE_SECONDS } from "@tributary/bus/capture-limits";
import type { Permission } from "../function/grant.ts";
import { noStream, type Table } from "../stack/existing.ts";

/** Lets a role read a table's change stream, given the table's name. */
export function mayScanStream(table: Table): Permission {
  return {
    actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    resources: [streamArn(table)],
  };
}

/** Lets Lambda or a pipe read a table's change stream. ListStreams takes no stream: it is permitted for the table's streams. */
export function mayReadStream(table: Table): Permission[] {
  return [
    mayScanStream(table),
    { actions: ["dynamodb:ListStreams"], resources: [$interpolate`${table.arn}/stream/*`] },
  ];
}

/** The stream of a table; throws for an existing table that was given without one. */
export function streamArn(table: Table): $util.Input<string> {
  if ("nodes" in table) return table.nodes.table.apply(({ streamArn }) => streamArn);
  if (table.streamArn === undefined) throw new Error(noStream(table.component));
  return table.streamArn;
}

/** Age in seconds at which a change is given up. */
export const maximumRecordAgeInSeconds: number = MAXIMUM_RECORD_AGE_SECONDS;

/** Half the retention of a stream, in milliseconds. After a day a change is gone, and left to the comparison. */
export const nearRetentionMs: number = 12 * 60 * 60 * 1000;

/** Retries of a failing batch. */
export const maximumRetryAttempts = 8;
