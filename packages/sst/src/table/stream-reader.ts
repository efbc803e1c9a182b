import { MAXIMUM_RECORD_AGE_SECONDS } from "@tributary/bus/capture-limits";
import type { Permission } from "../function/grant.ts";
import { noStream, type Table } from "../stack/existing.ts";

/** Lets a role read the change stream of one table, whose name it knows. */
export function mayScanStream(table: Table): Permission {
  return {
    actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    resources: [streamArn(table)],
  };
}

/** Lets Lambda or a pipe read the change stream of one table. ListStreams names no stream, only the streams of the table. */
export function mayReadStream(table: Table): Permission[] {
  return [
    mayScanStream(table),
    { actions: ["dynamodb:ListStreams"], resources: [$interpolate`${table.arn}/stream/*`] },
  ];
}

/** The stream of a table; throws for one that is there already and was given without it. */
export function streamArn(table: Table): $util.Input<string> {
  if ("nodes" in table) return table.nodes.table.apply(({ streamArn }) => streamArn);
  if (table.streamArn === undefined) throw new Error(noStream(table.component));
  return table.streamArn;
}

/** Seconds after which a change is given up. */
export const maximumRecordAgeInSeconds: number = MAXIMUM_RECORD_AGE_SECONDS;

/** Half of what a stream keeps: what waits longer than a day is gone, and left to the comparison. Milliseconds. */
export const nearRetentionMs: number = 12 * 60 * 60 * 1000;

/** How often a failing batch is tried again before it is given up. */
export const maximumRetryAttempts = 8;
