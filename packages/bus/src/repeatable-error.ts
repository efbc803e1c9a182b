import { errorName } from "@tributary/contract/error-name";

/**
 * Work failed and may be retried. Lambda logs what a function throws, with its message and cause, and returns it to the
 * caller, and AWS's messages may quote ids or more. So this error holds only the name of the cause, and a message only if it
 * is known to hold no value.
 */
export class RepeatableError extends Error {
  constructor(work: string, cause: unknown, message = `${work} failed with ${errorName(cause)}; it can be repeated`) {
    super(message);
    this.name = errorName(cause);
  }
}
