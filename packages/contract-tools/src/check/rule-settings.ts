import { matchesGlob, relative, resolve } from "node:path";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import { ruleInfo } from "./rule-catalogue.ts";

/** The severity of a rule, or off; `warn` is short for `warning`. */
export type RuleSetting = Severity | "warn" | "off";

/** Judgements of rules by id. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** The rules of a configuration; later overrides win. */
export interface RuleConfiguration {
  readonly rules?: RuleSettings;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RuleSettings }[];
}

/** The diagnostics as a configuration judges them; its globs are relative to `folder`. */
export function applyRuleSettings(
  diagnostics: readonly Diagnostic[],
  { rules = {}, overrides = [] }: RuleConfiguration,
  folder: string,
): Diagnostic[] {
  return diagnostics.flatMap(each => {
    const path = relative(resolve(folder), resolve(each.file));
    const fitting = overrides.filter(({ files }) => files.some(glob => matchesGlob(path, glob)));
    const setting = fitting.findLast(override => each.rule in override.rules)?.rules[each.rule] ?? rules[each.rule];
    if (setting === undefined || ruleInfo(each.rule).firm === true) return [each];
    return setting === "off" ? [] : [{ ...each, severity: setting === "warn" ? "warning" : setting }];
  });
}
