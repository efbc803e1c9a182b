import type { DiagnosticFormat } from "@tributary/contract-tools/format-diagnostics";

/** How findings are written: as asked for, or as the place asks where nobody does. */
export const askedFormat = (format: DiagnosticFormat | undefined): DiagnosticFormat =>
  format ?? (process.env.GITHUB_ACTIONS === "true" ? "github-actions" : "stylish");
