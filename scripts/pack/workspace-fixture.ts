import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A workspace of two packages in a folder of its own: one is compiled and uses the other, which is packed as written. */
export function writeWorkspace(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-pack-")));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  mkdirSync(join(root, "node_modules/@acme"), { recursive: true });
  symlinkSync(join(root, "two"), join(root, "node_modules/@acme/two"));
  symlinkSync(here("../../node_modules/@types"), join(root, "node_modules/@types"));
  return root;
}

const files = {
  "package.json": { name: "root", private: true, workspaces: ["packages/*", "two"] },
  LICENSE: "Do as you like.\n",
  "docs/one.md":
    "[Readme](../packages/one/README.md#one), [its types](../packages/one/src/b.ts), [c.js](../two/generated/c.js), [far](https://example.org)\n",
  "packages/one/package.json": {
    name: "@acme/one",
    version: "1.2.3",
    type: "module",
    files: ["dist", "schemas", "docs"],
    scripts: { prepack: `node ${here("prepack.ts")}`, postpack: `node ${here("postpack.ts")}`, other: "false" },
    devDependencies: { "@acme/two": "1.2.3" },
    bin: { one: "./bin/one.js" },
    exports: {
      "./a": { types: "./src/a.d.ts", default: "./src/a.js" },
      "./b": "./src/b.ts",
      "./package.json": "./package.json",
    },
  },
  "packages/one/README.md":
    "# One\n\n[More](../../docs/one.md), [schemas](schemas), [two](../../two)\n\n```md\n[code](../../two)\n```\n",
  "packages/one/schemas/a.schema.json": {},
  "packages/one/notes.md": "not packed\n",
  "packages/one/bin/one.js": 'await import("../src/b.ts");\n',
  "packages/one/src/a.js": "export const a = 1;\n",
  "packages/one/src/a.d.ts": "export declare const a: number;\n",
  "packages/one/src/a.test.ts": "",
  "packages/one/src/b.ts": 'import { c } from "@acme/two/c";\nexport const b: number = c + 1;\n',
  "packages/one/src/b-fixture.ts": "export const fixture: string = 1;\n",
  "two/package.json": {
    name: "@acme/two",
    version: "1.2.3",
    type: "module",
    files: ["generated"],
    exports: { "./*": { types: "./generated/*.d.ts", default: "./generated/*.js" } },
  },
  "two/generated/c.js": "export const c = 1;\n",
  "two/generated/c.d.ts": "export declare const c: number;\n",
};
