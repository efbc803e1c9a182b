import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { importGraph, root } from "./import-graph.ts";

const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
const words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** The numbered files of a section, from its heading to the next: the walk, file by file. */
function walk(subject: string): { readonly said: number; readonly files: readonly string[] } {
  const [, count = "", section = ""] =
    new RegExp(`^## One ${subject}, in (\\w+) files$([^]*?)^## `, "m").exec(page) ?? [];
  const steps = [...section.matchAll(/^\d+\. \[[^\]]+\]\(([^)]+)\)/gm)];
  return { said: words.indexOf(count), files: steps.map(([, link]) => normalize(join("docs", link!))) };
}

const graph = importGraph();
const walks = { "DynamoDB change": 8, "FHIR change": 10 };
const walked = new Set(Object.keys(walks).flatMap(subject => walk(subject).files));

describe.each(Object.entries(walks))("the walk of one %s", (subject, most) => {
  const { said, files } = walk(subject);

  it(`opens ${most} files at most, as many as its heading says, each once`, () => {
    expect(files.length).toBe(said);
    expect(files.length).toBeLessThanOrEqual(most);
    expect(files.length).toBeGreaterThan(5);
    expect(new Set(files).size).toBe(files.length);
    expect(files.filter(file => !existsSync(join(root, file)))).toEqual([]);
  });

  it("leaves out no file of a service that its files import", () => {
    const missing = files
      .filter(file => file.startsWith("services/"))
      .flatMap(file => (graph.get(file) ?? []).map(target => ({ file, target })))
      .filter(({ target }) => target.startsWith("services/") && !walked.has(target));
    expect(missing).toEqual([]);
  });
});
