import { errorName } from "@tributary/contract/error-name";

/**
 * A piece of work failed, and may be tried again. Lambda writes what a function throws into the log, with its message and
 * cause, and answers it to the caller; what AWS says may quote ids or more. So there is only the name of the cause, and a
 * message only where it is given as one that holds no value.
 */
export class RepeatableError extends Error {
  constructor(work: string, cause: unknown, message = `${work} failed with ${errorName(cause)}; it can be repeated`) {
    super(message);
    this.name = errorName(cause);
  }
}
