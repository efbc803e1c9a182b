import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { handlerPlace } from "./handler-file.ts";

test.each([
  ["declared", "let calls = 0;\nexport async function handle() {}", ":2:23"],
  ["made by a call", "const make = (f: () => void) => f;\n\nexport const handle = make(() => {});", ":3:14"],
  ["typed", "type T = () => void;\nexport const handle: T = () => {};", ":2:14"],
  ["exported later", "const handle = () => {};\nconst handleAll = 1;\nexport { handleAll, handle };", ":3:21"],
  ["renamed", "const a = () => {};\nexport {\n  a as handle };", ":3:8"],
  ["one of several", "const a = { handle: () => {} };\nexport const { handle } = a;", ":2:16"],
  [
    "beside a type with its name",
    "export type handle = 1;\nexport interface A { handle: 1 }\nexport let handle;",
    ":3:12",
  ],
  ["in no line of its own", "export * from './other.ts';", ""],
])("finds where a handler is exported that is %s", (_, source, place) => {
  const root = mkdtempSync(join(tmpdir(), "tributary-handler-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, "one.ts"), source);
  const module = pathToFileURL(join(root, "one")).href;
  expect(handlerPlace({ module, handler: "handle", root })).toBe(`one.ts${place}`);
});
