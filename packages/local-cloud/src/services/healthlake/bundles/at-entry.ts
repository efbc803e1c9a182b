import { AwsError } from "../../../kernel/aws-error.ts";
import { fhirError, statusOf, toOutcome } from "../fhir/outcome.ts";
import { refuseDeep } from "../fhir/refuse-deep.ts";

/** Runs what one entry of a transaction asks for; its refusal, which becomes that of the whole transaction, names the entry. */
export function atEntry<Result>(index: number, run: () => Result): Result {
  try {
    return refuseDeep(run);
  } catch (error) {
    throw error instanceof AwsError ? located(error, index) : error;
  }
}

function located(error: AwsError, index: number): AwsError {
  const { issue = [] } = toOutcome(error) as { issue?: { code: string; diagnostics: string; expression?: string[] }[] };
  const findings = issue.map(({ diagnostics, expression }) => ({
    pointer: `/entry/${index}${expression === undefined ? "" : `/resource${expression[0]}`}`,
    message: diagnostics,
  }));
  return fhirError(statusOf(error), findings, { ...(issue[0] && { code: issue[0].code }) });
}
