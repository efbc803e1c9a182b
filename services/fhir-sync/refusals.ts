import { PermanentError } from "@tributary/delivery/permanent-error";
import { isFhirError } from "@tributary/healthlake/fhir-error";

/** The error for an event whose person is ambiguous. */
export function ambiguous(pointer: string, message: string): PermanentError {
  return new PermanentError("It is ambiguous which Patient and which key are one person.", [
    { pointer, keyword: "unique", message },
  ]);
}

/** Turns a rejection of the content into a PermanentError: a retry would be rejected too. */
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
