import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { programFiles } from "./program-files.ts";

test("a program is made of what it imports, also of what is gone", async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-files-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "infra"));
  writeFileSync(join(root, "sst.config.ts"), `export const run = () => import("./infra/program.ts");`);
  writeFileSync(
    join(root, "infra/program.ts"),
    `import "../services/gone/infra.ts"; import "node:fs"; import "./bus";`,
  );
  const files = [...(await programFiles(root, "sst.config.ts"))].map(file => relative(root, file));
  expect(files).toEqual(
    expect.arrayContaining(["sst.config.ts", "infra/program.ts", "services/gone/infra.ts", "infra/bus.ts"]),
  );
});
