import { createHash } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { toCounter } from "../dynamodb/sequence-number.ts";
import { findStream, type Stream } from "../dynamodb/stream.ts";
import { latestSequence } from "../dynamodb/stream-log.ts";
import { trimStreams } from "../dynamodb/stream-retention.ts";
import { validationError } from "../dynamodb/validation-error.ts";

const STREAM_ARN = /^arn:[\w-]+:dynamodb:[\w-]+:\d+:table\/[a-zA-Z0-9_.-]+\/stream\/.+$/;

/** The one shard of a stream: its name is made of the stream's. */
export function shardIdOf(stream: Stream): string {
  const hash = createHash("sha256").update(stream.arn).digest("hex").slice(0, 8);
  return `shardId-${String(stream.created).padStart(20, "0")}-${hash}`;
}

/** A stream by its ARN, with retention enforced; `ResourceNotFoundException` if it does not exist. */
export function requestedStream(context: CloudContext, arn: string): Stream {
  if (!STREAM_ARN.test(arn)) throw validationError("Invalid StreamArn");
  trimStreams(context, { now: true });
  const stream = findStream(context, arn);
  if (stream) return stream;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${arn} not found`);
}

/** The counter of a stream's last record, or of the place before its first. */
export function endOf(context: CloudContext, stream: Stream): number {
  const latest = latestSequence(context, stream.arn);
  return latest === undefined ? stream.trimmedThrough : toCounter(latest);
}
