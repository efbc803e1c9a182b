import { PAYLOAD_LIMIT } from "../services/lambda/runtime/function-error.ts";
import type { ReceivedMessage } from "../services/sqs/queue.ts";

/** Room for what a record says besides its message: receipt, system attributes, the queue's ARN. */
const RECORD_ROOM = 2_048;
/** JSON takes at most this many bytes for a character: three in UTF-8, or two for one that is escaped. */
const BYTES_PER_CHARACTER = 3;

/**
 * Messages in batches that an invocation can carry: 6 MB, which a queue's largest messages exceed soon.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export function splitByPayload(messages: readonly ReceivedMessage[]): readonly (readonly ReceivedMessage[])[] {
  if (messages.reduce((sum, message) => sum + upperBound(message), 0) <= PAYLOAD_LIMIT) return [messages];
  const batches: ReceivedMessage[][] = [[]];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify([message.body, message.messageAttributes])) + RECORD_ROOM;
    if (bytes + size > PAYLOAD_LIMIT && bytes > 0) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += size;
  }
  return batches;
}

function upperBound({ body, messageAttributes }: ReceivedMessage): number {
  const attributes = Object.keys(messageAttributes).length === 0 ? 0 : JSON.stringify(messageAttributes).length;
  return (body.length + attributes) * BYTES_PER_CHARACTER + RECORD_ROOM;
}
