import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ruleCatalogue, ruleInfo, rulePage } from "./rule-catalogue.ts";

const packages = fileURLToPath(new URL("../../..", import.meta.url));
const sources = globSync("{contract-tools,compat,cli}/src/**/*.ts", {
  cwd: packages,
  // What the stand-in for Pulumi's engine logs is severe by no rule.
  exclude: path => /(\.test|-fixture)\.ts$|^cli\/src\/sst\//.test(path),
}).map(file => readFileSync(join(packages, file), "utf8"));
const pages = new URL("../../../../docs/rules/", import.meta.url);
const page = (id: string) => readFileSync(new URL(`${id}.md`, pages), "utf8");

test("every rule has its page, and every page its rule", () => {
  const written = readdirSync(pages).filter(name => name.endsWith(".md") && name !== "README.md");
  expect(written.map(name => name.replace(".md", "")).sort()).toEqual(Object.keys(ruleCatalogue).sort());
});

describe.each(Object.entries(ruleCatalogue))("%s", (id, { severity, summary, firm }) => {
  test("has a page with the catalogue's summary, why, and what to do instead", () => {
    const text = page(id);
    expect(text).toMatch(new RegExp(`^# ${id}\n\n`));
    expect(text).toContain(summary);
    expect(text).toContain(`Severity: ${severity}`);
    expect(text.includes("cannot be turned down or suppressed")).toBe(firm === true);
    expect(text).toMatch(/## Why\n\n\S[\s\S]*## Instead\n\n\S/);
  });

  test("is in the table of all rules", () => {
    expect(page("README")).toContain(`| [${id}](${id}.md) | ${severity}`);
  });
});

test("the catalogue has exactly the rules that the code reports", () => {
  const reported = sources.flatMap(source => {
    const text = source.replace(/export const ruleCatalogue[\s\S]*?\n\};/, "");
    return [...text.matchAll(/"([a-z]+(?:-[a-z]+)+|asyncapi)"/g)].map(([, name = ""]) => name);
  });
  const calls = sources.flatMap(text =>
    [...text.matchAll(/(?:finding|ofRule|report|problem)\(\s*"([a-z-]+)"|\brule: "([a-z-]+)"/g)].map(
      ([, call, literal]) => call ?? literal ?? "",
    ),
  );
  expect(calls.length).toBeGreaterThan(40);
  expect(calls.filter(rule => !Object.hasOwn(ruleCatalogue, rule))).toEqual([]);
  const silent = Object.keys(ruleCatalogue).filter(rule => rule !== "asyncapi" && !reported.includes(rule));
  expect(silent).toEqual([]);
});

test("no code but the catalogue says how severe a rule is", () => {
  const stated = sources.flatMap(source => {
    const text = source.replace(/export const ruleCatalogue[\s\S]*?\n\};/, "");
    return [...text.matchAll(/\bseverity(?: =|:) (?:[^,;\n]*\? )?"(?:error|warning)"/g)].map(([found]) => found);
  });
  // Of a mild case, in `finding`; and what a configuration says.
  expect(stated.sort()).toEqual(['severity: "warning"', 'severity: setting === "warn" ? "warning"']);
});

test("a rule of the AsyncAPI parser has the page of them all", () => {
  expect(rulePage("asyncapi-document-resolved")).toBe("docs/rules/asyncapi.md");
  expect(ruleInfo("asyncapi-document-resolved")).toMatchObject({ severity: "error", firm: true });
});
