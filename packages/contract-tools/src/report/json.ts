import { rulePage } from "../check/rule-catalogue.ts";
import type { Diagnostic } from "../source/diagnostic.ts";

/** Diagnostics for programs: `{ version, diagnostics }`, as `docs/rules/diagnostics.v1.schema.json` describes it. */
export function json(diagnostics: readonly Diagnostic[]): string {
  const documented = diagnostics.map(each => ({ ...each, docs: rulePage(each.rule) }));
  return `${JSON.stringify({ version: 1, diagnostics: documented }, null, 2)}\n`;
}
