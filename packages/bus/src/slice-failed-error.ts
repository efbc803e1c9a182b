import { errorName } from "@tributary/contract/error-name";

/**
 * A slice failed. Lambda writes an error with its message and cause into the log, and what AWS says may quote ids: so there is
 * only the name of the cause, and a message only where it is given as one that holds no value.
 */
export class SliceFailedError extends Error {
  constructor(cause: unknown, message = `The slice failed with ${errorName(cause)}; it can be repeated`) {
    super(message);
    this.name = errorName(cause);
  }
}
