import { loggableName } from "@tributary/contract/error-name";

/** Entry and call errors that pass by themselves; every other code would fail again. */
const RETRYABLE_CODES = new Set([
  "InternalException",
  "InternalFailure",
  "InternalServerError",
  "InternalServiceError",
  "LimitExceededException",
  "NoResult",
  "RequestLimitExceeded",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

/** Why an entry was not published: a known code, never a message, which might quote the event. */
export interface PutFailure {
  readonly code: string;
  readonly retryable: boolean;
}

/**
 * The failure for an entry's error code.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export function entryFailure(code: string): PutFailure {
  return { code: loggableName(code) ?? "UnknownError", retryable: RETRYABLE_CODES.has(code) };
}

/** The failure of every entry of a rejected call: no answer, throttling and 5xx are transient. */
export function callFailure(error: unknown): PutFailure {
  const { name, code, $metadata } = (typeof error === "object" && error !== null ? error : {}) as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const known = typeof name === "string" && name !== "Error" ? name : code;
  const label = typeof known === "string" ? known : "UnknownError";
  const status = $metadata?.httpStatusCode;
  const unanswered = typeof status !== "number" && (typeof code === "string" || label === "TimeoutError");
  const transient = typeof status === "number" && (status >= 500 || status === 429);
  return {
    code: loggableName(label) ?? "UnknownError",
    retryable: unanswered || transient || RETRYABLE_CODES.has(label),
  };
}
