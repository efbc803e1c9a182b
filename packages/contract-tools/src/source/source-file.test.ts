import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toPointer } from "./json-pointer.ts";
import { parseSourceFile, readSourceFile } from "./source-file.ts";

const yaml = "a:\n  - b: 1\n    c/d: [x, y]\n  - ~\n";

test.each([
  ["", 1, 1],
  ["/a", 1, 1],
  ["/a/0/b", 2, 5],
  ["/a/0/c~1d", 3, 5],
  ["/a/0/c~1d/1", 3, 14],
  ["/a/0/nothing/below", 2, 5],
])("the place of %j in YAML is %d:%d", (pointer, line, column) => {
  expect(parseSourceFile("x.yaml", yaml).at(pointer)).toEqual({ line, column });
});

test("the place of a member of JSON is its key", () => {
  const file = parseSourceFile("x.json", '{\n  "a": { "b": [1,\n  2] }\n}');
  expect([file.at("/a/b"), file.at("/a/b/1")]).toEqual([
    { line: 2, column: 10 },
    { line: 3, column: 3 },
  ]);
});

test("a byte order mark and CRLF line ends are read as if they were not there", () => {
  const file = parseSourceFile("x.json", '\uFEFF{\r\n"a": 1\r\n}');
  expect([file.value, file.problems, file.at("/a")]).toEqual([{ a: 1 }, [], { line: 2, column: 1 }]);
});

test("YAML in a JSON file is a problem", () => {
  expect(parseSourceFile("x.json", "a: 1\n").problems).toMatchObject([{ rule: "unreadable-file" }]);
});

test("any JSON value is read unchanged, and every part of it has a place", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const file = parseSourceFile("x.json", text);
      expect(file.problems).toEqual([]);
      expect(file.value).toEqual(JSON.parse(text));
      for (const path of pathsIn(value)) expect(file.at(toPointer(path)).line).toBeGreaterThanOrEqual(1);
    }),
  );
});

test("any text at all is either read or a problem with a place", () => {
  const scrap = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "\t",
    "-",
    "[",
    "]",
    "{",
    "}",
    '"',
    "&x",
    "*x",
    "\0",
    "!",
    "#",
    "|",
    "?",
  );
  fc.assert(
    fc.property(
      fc.array(scrap).map(parts => parts.join("")),
      fc.constantFrom("x.yaml", "x.json"),
      (text, path) => {
        const file = parseSourceFile(path, text);
        for (const { line, column } of file.problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
        if (file.problems.length > 0) expect(file.value).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
});

function* pathsIn(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  yield path;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsIn(item, [...path, index]);
  else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* pathsIn(item, [...path, name]);
  }
}

test("a file of more than 4 MiB is a problem, and is not read", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-large-"));
  const path = join(folder, "large.json");
  writeFileSync(path, JSON.stringify({ description: "x".repeat(10 * 1024 * 1024) }));
  expect(readSourceFile(path)).toMatchObject({ value: undefined, problems: [{ rule: "file-too-large", file: path }] });
  rmSync(folder, { recursive: true });
});
