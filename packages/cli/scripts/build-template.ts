import { spawnSync } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { templateFiles } from "../src/init/template.ts";

// Regenerates the graphs in the template of `tributary init`. It generates the contracts' modules itself.
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const template = join(repository, "packages/cli/template");
const copy = realpathSync(mkdtempSync(join(tmpdir(), "tributary-template-")));
try {
  for (const [path, content] of templateFiles()) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  }
  for (const part of [".sst", "node_modules"]) symlinkSync(join(repository, part), join(copy, part));
  const binary = join(repository, "packages/cli/bin/tributary.js");
  // A graph of another shape of the same resources loses nothing that anybody deployed.
  for (const file of globSync("infra/graph*.json", { cwd: copy })) rmSync(join(copy, file));
  for (const command of ["generate", "synth", "check"]) {
    const { status } = spawnSync(process.execPath, [binary, command], { cwd: copy, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 2);
  }
  for (const made of globSync("infra/graph*.json", { cwd: copy }))
    if (!globSync(made, { cwd: template }).includes(made) || text(copy, made) !== text(template, made)) {
      cpSync(join(copy, made), join(template, made));
      console.log(`packages/cli/template/${made}`);
    }
} finally {
  rmSync(copy, { recursive: true });
}

function text(root: string, file: string): string {
  return readFileSync(join(root, file), "utf8");
}
