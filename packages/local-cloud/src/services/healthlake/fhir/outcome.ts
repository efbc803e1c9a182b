import { AwsError } from "../../../kernel/aws-error.ts";

/** A finding in a resource: the JSON Pointer of the element, and what is wrong with it, without its value. */
export interface Finding {
  readonly pointer?: string;
  readonly message: string;
}

/** The code of an issue by HTTP status. See https://hl7.org/fhir/R4/valueset-issue-type.html */
const codes: Readonly<Record<number, string>> = {
  400: "invalid",
  401: "login",
  403: "forbidden",
  404: "not-found",
  405: "not-supported",
  406: "not-supported",
  409: "conflict",
  410: "deleted",
  412: "conflict",
  413: "too-long",
  415: "not-supported",
  422: "processing",
  429: "throttled",
  500: "exception",
  501: "not-supported",
  503: "transient",
};

/** An error answer of the FHIR endpoint: an OperationOutcome. Messages and pointers hold no value of a resource. */
export function fhirError(
  status: number,
  findings: string | readonly Finding[],
  { code = codes[status] ?? "processing", headers = {} }: { code?: string; headers?: Record<string, string> } = {},
): AwsError {
  const list = typeof findings === "string" ? [{ message: findings }] : findings;
  const issue = list.map(({ message, pointer }: Finding) => ({
    severity: "error",
    code,
    diagnostics: message,
    ...(pointer !== undefined && { expression: [pointer] }),
  }));
  const message = list[0]?.message ?? "";
  return new AwsError("FhirError", message, { status, members: { resourceType: "OperationOutcome", issue, headers } });
}

/** Statuses of FHIR for codes that the control plane, and the kernel, answer with 400. */
const STATUSES: Readonly<Record<string, number>> = { ResourceNotFoundException: 404, UnknownOperationException: 501 };

/** The HTTP status of a refusal. */
export function statusOf({ code, status }: AwsError): number {
  return STATUSES[code] ?? status;
}

/** Any refusal as an OperationOutcome: also of the kernel, and of faults on demand. */
export function toOutcome(error: AwsError): object {
  const { code, message, members } = error;
  if (members.resourceType === "OperationOutcome") return { resourceType: "OperationOutcome", issue: members.issue };
  const issue = {
    severity: "error",
    code: codes[statusOf(error)] ?? "processing",
    diagnostics: `${code}: ${message}`,
  };
  return { resourceType: "OperationOutcome", issue: [issue] };
}

/** The headers that a refusal comes with, for example where the original of a duplicate is. */
export function headersOf({ members }: AwsError): Record<string, string> {
  return (members.headers as Record<string, string> | undefined) ?? {};
}
