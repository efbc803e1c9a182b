import { PermanentError } from "@tributary/delivery/permanent-error";
import { isFhirError } from "@tributary/healthlake/fhir-error";

/** What to quarantine where it cannot be told who is who. */
export function ambiguous(pointer: string, message: string): PermanentError {
  return new PermanentError("It is ambiguous which Patient and which key are one person.", [
    { pointer, keyword: "unique", message },
  ]);
}

/** What the data store refuses for its content, it will always refuse. */
export async function refusals<Result>(settling: Promise<Result>): Promise<Result> {
  try {
    return await settling;
  } catch (error) {
    if (!isFhirError(error, "bad-request", "unprocessable")) throw error;
    const violations = error.issues.map(({ code, expression = [] }) => ({
      pointer: `/${expression[0]?.replaceAll(".", "/") ?? ""}`,
      keyword: code,
      message: "is refused by the data store",
    }));
    throw new PermanentError("The data store refuses the FHIR resource.", violations, { cause: error });
  }
}
