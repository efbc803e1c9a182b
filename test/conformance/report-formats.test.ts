import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { formatDiagnostics } from "@tributary/contract-tools/format-diagnostics";
import { ruleCatalogue } from "@tributary/contract-tools/rule-catalogue";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Log } from "sarif";
import { expect, test } from "vitest";

const text = fc.string({ unit: "binary" });
const place = fc.integer({ min: 1, max: 5_000_000 });
const diagnostic: fc.Arbitrary<Diagnostic> = fc.record(
  {
    rule: fc.constantFrom(...Object.keys(ruleCatalogue), "asyncapi-latest-version"),
    severity: fc.constantFrom("error" as const, "warning" as const),
    file: fc.oneof(
      fc.constantFrom("contracts/asyncapi.yaml", "/a b/c#d.json", "<stdin>", "a\\b.json", "main:schemas/ä.json"),
      fc.array(fc.string({ minLength: 1 }), { minLength: 1 }).map(parts => parts.join("/")),
    ),
    line: place,
    column: place,
    pointer: fc.constantFrom("", "/a", "/a~1b/0"),
    message: fc.string({ minLength: 1, unit: "binary" }),
    fix: text,
  },
  { requiredKeys: ["rule", "severity", "file", "line", "column", "message"] },
);
const diagnostics = fc.array(diagnostic, { maxLength: 6 });

/** A closed object of the standard: what it must have, and what else of its many members we use. */
const object = (required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}) => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const list = (items: object) => ({ type: "array", items });
const string = { type: "string" };
const message = object({ text: { type: "string", minLength: 1 } });
const level = { enum: ["none", "note", "warning", "error"] };
const positive = { type: "integer", minimum: 1 };

/**
 * The part of SARIF 2.1.0 that we write, by section of
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
const region = object({ startLine: positive, startColumn: positive }); // 3.30
const artifactLocation = object({ uri: { type: "string", format: "uri-reference" } }); // 3.4
const physicalLocation = object({ artifactLocation, region }); // 3.29
const logicalLocation = object({ fullyQualifiedName: string }); // 3.33
const location = object({ physicalLocation }, { logicalLocations: list(logicalLocation) }); // 3.28
const result = object({
  message, // 3.27.11, required
  ruleId: string, // 3.27.5
  ruleIndex: { type: "integer", minimum: 0 }, // 3.27.6
  level, // 3.27.10
  locations: list(location), // 3.27.12
});
const rule = object({ id: string, shortDescription: message, help: message, defaultConfiguration: object({ level }) }); // 3.49
const driver = object({ name: string, rules: { ...list(rule), uniqueItems: true } }); // 3.19
const run = object({ tool: object({ driver }), columnKind: { enum: ["utf16CodeUnits"] }, results: list(result) }); // 3.14
const log = object({
  $schema: { type: "string", format: "uri" },
  version: { const: "2.1.0" },
  runs: list(run),
}); // 3.13

test("SARIF is what its standard says, of any findings", () => {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(log);
  fc.assert(
    fc.property(diagnostics, found => {
      const written: Log = JSON.parse(formatDiagnostics(found, "sarif"));
      expect([validate(written), validate.errors]).toEqual([true, null]);
      const { tool, results = [] } = written.runs[0]!;
      const ids = tool.driver.rules!.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(results.map(({ ruleId }) => ruleId)).toEqual(found.map(each => each.rule));
      for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex!]).toBe(ruleId);
    }),
  );
});

interface Suite {
  readonly "@name": string;
  readonly "@tests": string;
  readonly "@failures": string;
  readonly testcase: readonly {
    readonly "@name": string;
    readonly "@classname": string;
    readonly failure?: { readonly "@type": string; readonly "@message": string; readonly "#text": string };
    readonly "system-out"?: string;
  }[];
}

test("JUnit is XML whose suites count their cases and failures, of any findings", () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    trimValues: false,
    isArray: name => name === "testsuite" || name === "testcase",
  });
  fc.assert(
    fc.property(diagnostics, fc.constantFrom("error" as const, "warning" as const), (found, failSeverity) => {
      const xml = formatDiagnostics(found, "junit", failSeverity);
      expect(XMLValidator.validate(xml)).toBe(true);
      const { testsuites } = parser.parse(xml) as { testsuites: Omit<Suite, "testcase"> & { testsuite: Suite[] } };
      const suites = testsuites.testsuite;
      const cases = suites.flatMap(({ testcase }) => testcase);
      const failed = found.filter(({ severity }) => severity === "error" || failSeverity === "warning");
      expect(cases).toHaveLength(Math.max(1, found.length));
      expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(failed.length);
      for (const each of [{ ...testsuites, testcase: cases }, ...suites]) {
        const failures = each.testcase.filter(({ failure }) => failure !== undefined).length;
        expect([each["@tests"], each["@failures"]]).toEqual([String(each.testcase.length), String(failures)]);
        expect(each["@name"]).toEqual(expect.any(String));
      }
      for (const each of cases) {
        expect([each["@name"], each["@classname"]]).toEqual([expect.any(String), expect.any(String)]);
        if (each.failure !== undefined)
          expect(Object.keys(ruleCatalogue).concat("asyncapi-latest-version")).toContain(each.failure["@type"]);
      }
    }),
  );
});
