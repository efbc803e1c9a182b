/** The severity of a finding. */
export type Severity = "error" | "warning";

/** One finding about a contract, at its place in the YAML or JSON. Lines and columns start at 1. */
export interface Diagnostic {
  /** Stable, kebab-case; its page is `docs/rules/<rule>.md`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** JSON Pointer into the file. */
  readonly pointer?: string;
  readonly message: string;
  readonly fix?: string;
}

/** Whether findings fail a check that fails from a severity on. */
export const fails = (diagnostics: readonly Diagnostic[], from: Severity): boolean =>
  diagnostics.some(({ severity }) => severity === "error" || from === "warning");
