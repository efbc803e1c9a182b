import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { validationError } from "../dynamodb/validation-error.ts";

/** A place in a shard: after the record with this counter. */
export interface ShardPosition {
  readonly arn: string;
  readonly after: number;
}

/** How long an iterator can be used. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
const LIFE_MS = 15 * 60 * 1000;

/** An iterator: the text for a place, valid for 15 minutes. */
export function encodeIterator({ clock }: CloudContext, { arn, after }: ShardPosition): string {
  return `${arn}|1|${Buffer.from(JSON.stringify([after, clock.now()])).toString("base64")}`;
}

/** The place of an iterator. */
export function decodeIterator({ clock }: CloudContext, iterator: string): ShardPosition {
  const [arn, , place] = iterator.split("|");
  const [after, issued] = decodePlace(place);
  if (arn === undefined || typeof after !== "number" || typeof issued !== "number")
    throw validationError("Invalid ShardIterator");
  if (clock.now() - issued > LIFE_MS)
    throw new AwsError(
      "ExpiredIteratorException",
      "The iterator has expired: it is valid for 15 minutes after it was returned.",
    );
  return { arn, after };
}

function decodePlace(place: string | undefined): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(place ?? "", "base64").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
