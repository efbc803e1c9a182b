import { expect, test } from "vitest";
import type { Diagnostic } from "../source/diagnostic.ts";
import { applyRuleSettings } from "./rule-settings.ts";

const found = (rule: string, file = "contracts/schemas/a.json", severity: Diagnostic["severity"] = "warning") => ({
  rule,
  severity,
  file,
  line: 1,
  column: 1,
  message: "",
});
const judged = (diagnostics: readonly Diagnostic[], settings: Parameters<typeof applyRuleSettings>[1], folder = ".") =>
  applyRuleSettings(diagnostics, settings, folder).map(({ rule, severity }) => [rule, severity]);

test("a rule is judged as configured, and others as ever", () => {
  const all = [found("field-unbounded"), found("event-size"), found("example-missing")];
  const rules = { "field-unbounded": "error", "event-size": "off" } as const;
  expect(judged(all, { rules })).toEqual([
    ["field-unbounded", "error"],
    ["example-missing", "warning"],
  ]);
});

test("an override holds for the files that its globs match, and the last one wins", () => {
  const all = [found("field-unbounded"), found("field-unbounded", "contracts/schemas/legacy-b.json")];
  const overrides = [
    { files: ["contracts/schemas/*.json"], rules: { "field-unbounded": "error" } },
    { files: ["**/legacy-*.json"], rules: { "field-unbounded": "off" } },
  ] as const;
  expect(judged(all, { overrides })).toEqual([["field-unbounded", "error"]]);
});

test("globs are relative to the folder of the configuration", () => {
  const overrides = [{ files: ["schemas/*.json"], rules: { "field-unbounded": "off" } }] as const;
  expect(judged([found("field-unbounded")], { overrides }, "contracts")).toEqual([]);
  expect(judged([found("field-unbounded")], { overrides })).toHaveLength(1);
});

test("a firm rule stays an error", () => {
  const rules = { "schema-dialect": "off" } as const;
  expect(judged([found("schema-dialect", "a.json", "error")], { rules })).toEqual([["schema-dialect", "error"]]);
});
