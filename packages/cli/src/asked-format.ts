import type { DiagnosticFormat } from "@tributary/contract-tools/format-diagnostics";

/** The format of findings: the one asked for, or else the environment's. */
export const askedFormat = (format: DiagnosticFormat | undefined): DiagnosticFormat =>
  format ?? (process.env.GITHUB_ACTIONS === "true" ? "github-actions" : "stylish");
