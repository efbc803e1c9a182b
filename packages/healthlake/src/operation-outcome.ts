import { isRecord } from "./bundle-body.ts";
import type { OutcomeIssue } from "./fhir-error.ts";

/** Issue types of FHIR R4 (hl7.org/fhir/R4/valueset-issue-type.html) are lower-case words; anything else may be data. */
const CODE = /^[a-z]+(-[a-z]+)*$/;

/** The issues of an OperationOutcome, codes and places only; empty for anything else. */
export function outcomeIssues(body: unknown): readonly OutcomeIssue[] {
  if (!isRecord(body) || body.resourceType !== "OperationOutcome" || !Array.isArray(body.issue)) return [];
  return body.issue.filter(isRecord).map(({ severity, code, expression, location }) => {
    const places = [expression, location].find(candidate => Array.isArray(candidate) && candidate.length > 0);
    return {
      severity: codeOf(severity),
      code: codeOf(code),
      ...(Array.isArray(places) && { expression: places.filter(isElementPath) }),
    };
  });
}

function codeOf(value: unknown): string {
  return typeof value === "string" && CODE.test(value) ? value : "unknown";
}

/** `Patient.name[0].given`; a path with a condition in it may hold what it compares with. */
function isElementPath(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z]\w*(\[\d+\])?(\.\w+(\[\d+\])?)*$/.test(value);
}
