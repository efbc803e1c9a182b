import { matchesGlob, relative, resolve } from "node:path";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import { ruleCatalogue, ruleInfo } from "./rule-catalogue.ts";

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

/** The mistakes in a configuration's rules, one sentence each. */
export function wrongRuleSettings({ rules = {}, overrides = [] }: RuleConfiguration): string[] {
  const named = [...Object.entries(rules), ...overrides.flatMap(override => Object.entries(override.rules))];
  return named.flatMap(([rule, setting]) => {
    if (!Object.hasOwn(ruleCatalogue, rule)) return [`there is no rule ${rule}`];
    if (!["error", "warning", "warn", "off"].includes(setting))
      return [`${rule} should be error, warning, warn or off`];
    if (ruleInfo(rule).firm === true && setting !== "error") return [`${rule} cannot be turned down`];
    return [];
  });
}
