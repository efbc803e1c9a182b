import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ajvFor } from "../schema/reference-ajv.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { diagnosticFormats, formatDiagnostics } from "./format-diagnostics.ts";

const at = (file: string, line: number, rest: Partial<Diagnostic> = {}): Diagnostic => ({
  rule: "event-size",
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
  const found = [at("a.yaml", 1), at("a.yaml", 12, { severity: "warning", fix: "do it" }), at("b.json", 2)];
  const text = plain(formatDiagnostics(found, "stylish"));
  expect(text.split("\n").map(line => line.trim().replace(/\s+/g, " "))).toEqual([
    "a.yaml",
    "1:3 error is wrong event-size",
    "12:3 warning is wrong event-size",
    "fix: do it",
    "",
    "b.json",
    "2:3 error is wrong event-size",
    "",
    "2 errors, 1 warning",
    "",
  ]);
});

test("json is what its published schema says, and holds the diagnostics as they are", () => {
  const published = new URL("../../../../docs/rules/diagnostics.v1.schema.json", import.meta.url);
  const schema = JSON.parse(readFileSync(published, "utf8"));
  const validate = ajvFor(schema, {})!.compile(schema);
  const found = [at("a.yaml", 1, { pointer: "/x", fix: "do it" }), at("b.json", 2)];
  const written: unknown = JSON.parse(formatDiagnostics(found, "json"));
  expect([validate(written), validate.errors]).toEqual([true, null]);
  expect(written).toMatchObject({ version: 1, diagnostics: found });
  expect(validate({ version: 2, diagnostics: [] })).toBe(false);
});

test("github-actions writes one command a finding, with what would end it escaped", () => {
  const found = [at("a,b:c.yaml", 4, { message: "50% of\nit", fix: "do, it" })];
  expect(formatDiagnostics(found, "github-actions")).toBe(
    "::error file=a%2Cb%3Ac.yaml,line=4,col=3,title=event-size::50%25 of%0Ait%0Afix: do, it\n",
  );
});

test("sarif names rule, level and place, the path as a relative URI", () => {
  const log = JSON.parse(formatDiagnostics([at("a b/c#.yaml", 7, { severity: "warning", pointer: "/x" })], "sarif"));
  expect(log).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "tributary", rules: [{ id: "event-size" }] } },
        results: [
          {
            ruleId: "event-size",
            ruleIndex: 0,
            level: "warning",
            message: { text: "is wrong" },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "a%20b/c%23.yaml" },
                  region: { startLine: 7, startColumn: 3 },
                },
                logicalLocations: [{ fullyQualifiedName: "/x" }],
              },
            ],
          },
        ],
      },
    ],
  });
});

test("junit fails what fails the check, and shows the rest", () => {
  const found = [at("a.yaml", 1), at("a.yaml", 2, { severity: "warning" })];
  const lenient = formatDiagnostics(found, "junit");
  expect(lenient).toContain('tests="2" failures="1"');
  expect(lenient.match(/<failure /g)).toHaveLength(1);
  expect(formatDiagnostics(found, "junit", "warning").match(/<failure /g)).toHaveLength(2);
  expect(formatDiagnostics([], "junit")).toContain('tests="1" failures="0"');
});

test("whatever a message holds, junit stays well-formed and markdown keeps to its cells", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, fix) => {
      const found = [at("a.yaml", 1, { message, fix })];
      const xml = formatDiagnostics(found, "junit");
      expect(xml.replace(/<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>|<\?xml.*?\?>|&(?:amp|lt|gt|quot);/g, "")).not.toMatch(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML cannot hold.
        /[<&\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/,
      );
      const row = formatDiagnostics(found, "markdown").split("\n")[4] ?? "";
      expect(row.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(5);
      expect(row.replaceAll("<br>", "")).not.toMatch(/<|@/);
    }),
  );
});

test.each(diagnosticFormats)("%s ends in a line feed, or is empty", format => {
  expect(formatDiagnostics([at("a.yaml", 1)], format)).toMatch(/\n$/);
  expect(formatDiagnostics([], format)).toMatch(/\n$|^$/);
});
