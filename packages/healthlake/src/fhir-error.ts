/** The kind of a failure, by the answer's status; `unreachable` without an answer, `unreadable` if it makes no sense. */
export type FhirErrorKind =
  | "bad-request"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "gone"
  | "precondition-failed"
  | "unprocessable"
  | "throttled"
  | "server-error"
  | "rejected"
  | "unreachable"
  | "unreadable";

/** One issue of an OperationOutcome, without its texts: they may quote the data. */
export interface OutcomeIssue {
  readonly severity: string;
  readonly code: string;
  /** FHIRPath of the element that is at fault, where the service names one. */
  readonly expression?: readonly string[];
}

/** The facts of a failed call. */
export interface FhirFailure {
  readonly kind: FhirErrorKind;
  /** The call without ids and values, as `PUT Patient/{id}`. */
  readonly interaction: string;
  readonly status?: number;
  readonly issues?: readonly OutcomeIssue[];
  readonly attempts?: number;
  /** For a duplicate of an earlier call: where the result of that one is. */
  readonly location?: string;
  /** AWS's id of the call, for its support. */
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/**
 * A failed call to a FHIR data store; its message holds codes, and nothing else that was sent or received. `throttled`,
 * `server-error` and `unreachable` are worth a later retry; the others are not.
 */
export class FhirError extends Error {
  readonly kind: FhirErrorKind;
  readonly interaction: string;
  readonly status: number | undefined;
  readonly issues: readonly OutcomeIssue[];
  readonly attempts: number;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** Holds an id, and so is not among what a logger finds in the error. */
  readonly #location: string | undefined;

  constructor(failure: FhirFailure, options?: ErrorOptions) {
    super(describe(failure), options);
    this.name = "FhirError";
    this.kind = failure.kind;
    this.interaction = failure.interaction;
    this.status = failure.status;
    this.issues = failure.issues ?? [];
    this.attempts = failure.attempts ?? 1;
    this.#location = failure.location;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
  }

  /** For a duplicate of an earlier call: where the result of that one is. */
  get location(): string | undefined {
    return this.#location;
  }

  /** Whether the same call may succeed later. */
  get isTransient(): boolean {
    return this.kind === "throttled" || this.kind === "server-error" || this.kind === "unreachable";
  }
}

/** Whether an error is a FhirError, of one of the kinds if any are given. */
export function isFhirError(error: unknown, ...kinds: readonly FhirErrorKind[]): error is FhirError {
  return error instanceof FhirError && (kinds.length === 0 || kinds.includes(error.kind));
}

const kinds: Readonly<Record<number, FhirErrorKind>> = {
  400: "bad-request",
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  410: "gone",
  412: "precondition-failed",
  422: "unprocessable",
  429: "throttled",
};

/** The failure kind of an HTTP status. */
export function errorKind(status: number): FhirErrorKind {
  return kinds[status] ?? (status >= 500 ? "server-error" : "rejected");
}

/** An answer may hold any text as a code; only those of FHIR are told. https://hl7.org/fhir/R4/valueset-issue-type.html */
const ISSUE_TYPES: ReadonlySet<string> = new Set(
  `invalid structure required value invariant security login unknown expired forbidden suppressed processing not-supported
  duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly business-rule conflict transient
  lock-error no-store exception timeout incomplete throttled informational`.split(/\s+/),
);

const advice: Readonly<Partial<Record<FhirErrorKind, string>>> = {
  forbidden: "check the role's permissions on the data store",
  unauthorized: "check the credentials",
  "precondition-failed": "another version is current: read it and try again",
  throttled: "send less, or try again later",
  "server-error": "try again later",
  unreachable: "check the endpoint and the network",
};

function describe({ kind, interaction, status, issues = [], attempts = 1 }: FhirFailure): string {
  const what =
    kind === "unreachable" ? "got no answer" : kind === "unreadable" ? "got an answer that is no FHIR" : "failed";
  const codes = [...new Set(issues.map(({ code }) => (ISSUE_TYPES.has(code) ? code : "other")))].join(", ");
  const details = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(codes === "" ? [] : [`issues: ${codes}`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join("; ");
  const next = advice[kind];
  return `${interaction} ${what}${details && ` (${details})`}${next === undefined ? "" : `; ${next}`}`;
}
