/** An error as an AWS service answers it: its own code and message, on the wire in the service's own shape. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  /** HTTP status: 4xx is the caller's fault, 5xx the service's. */
  readonly status: number;
  /** Further members of the error's shape, for example `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    // This is an answer, not a defect: nobody needs its stack, which costs more than the answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** The answer to an unsupported operation; FIDELITY.md lists the supported ones. */
export function unsupported(
  service: string,
  operation: string,
  code = "UnknownOperationException",
  status = 400,
): AwsError {
  return new AwsError(
    code,
    `The local cloud does not support ${service} ${operation}; FIDELITY.md lists what it supports.`,
    { status },
  );
}
