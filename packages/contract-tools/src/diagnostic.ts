/** One finding about a contract, at its place in the YAML or JSON. Lines and columns start at 1. */
export interface Diagnostic {
  /** Stable, kebab-case. */
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** JSON Pointer into the file. */
  readonly pointer?: string;
  readonly message: string;
  readonly fix?: string;
}
