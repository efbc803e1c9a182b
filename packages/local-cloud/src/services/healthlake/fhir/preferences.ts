import { fhirError } from "./outcome.ts";

/** The answer to a write; by default the resource. https://hl7.org/fhir/R4/http.html#ops */
export type Return = "minimal" | "representation" | "OperationOutcome";

/** The preferences of a `Prefer` header. */
export interface Preferences {
  readonly returns: Return;
  readonly async: boolean;
}

const RETURNS: readonly Return[] = ["minimal", "representation", "OperationOutcome"];

/** Reads a `Prefer` header (RFC 7240); 400 for what no answer here depends on. `handling` is strict, whatever it says: FIDELITY.md. */
export function readPreferences(header: string | undefined): Preferences {
  let preferences: Preferences = { returns: "representation", async: false };
  for (const text of (header ?? "").split(",").map(one => one.trim())) {
    if (text === "") continue;
    const [, name = "", value = ""] = /^([\w-]+)(?:\s*=\s*"?([\w-]+)"?)?$/.exec(text) ?? [];
    const returns = RETURNS.find(one => one.toLowerCase() === value.toLowerCase());
    if (name.toLowerCase() === "return" && returns) preferences = { ...preferences, returns };
    else if (name.toLowerCase() === "respond-async" && value === "") preferences = { ...preferences, async: true };
    else if (name.toLowerCase() !== "handling" || !["strict", "lenient"].includes(value.toLowerCase()))
      throw fhirError(400, "A preference of the header Prefer is not supported.", { code: "not-supported" });
  }
  return preferences;
}
