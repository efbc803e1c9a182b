import { expect, test } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

const at = (file: string, line: number, rest: Partial<Diagnostic> = {}): Diagnostic => ({
  rule: "a-rule",
  severity: "error",
  file,
  line,
  column: 3,
  message: "is wrong",
  ...rest,
});
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what styles begin with.
const plain = (text: string) => text.replace(/\x1b\[\d+m/g, "");

test("stylish names each file once, with place, severity, message, rule and fix", () => {
  const text = plain(
    formatDiagnostics(
      [at("a.yaml", 1), at("a.yaml", 12, { severity: "warning", fix: "do it" }), at("b.json", 2)],
      "stylish",
    ),
  );
  expect(text.split("\n").map(line => line.trim().replace(/\s+/g, " "))).toEqual([
    "a.yaml",
    "1:3 error is wrong a-rule",
    "12:3 warning is wrong a-rule",
    "fix: do it",
    "",
    "b.json",
    "2:3 error is wrong a-rule",
    "",
    "2 errors, 1 warning",
    "",
  ]);
});

test("json is versioned and holds the diagnostics as they are", () => {
  const diagnostics = [at("a.yaml", 1, { pointer: "/x" })];
  expect(JSON.parse(formatDiagnostics(diagnostics, "json"))).toEqual({ version: 1, diagnostics });
});
