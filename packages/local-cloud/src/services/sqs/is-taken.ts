import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";

/**
 * Whether a message got to its queue: `send` says so, unless the queue is gone or refuses the message. For senders whose
 * transaction must go on: it would be repeated otherwise, with all its effects.
 */
export function isTaken({ store }: CloudContext, send: () => boolean): boolean {
  try {
    return store.savepoint(send);
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}
