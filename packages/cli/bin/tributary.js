#!/usr/bin/env node
// Starts the command line on the Node.js that the project pins (npm package `node`), whatever the machine has.
import { spawnSync } from "node:child_process";
import { createRequire, enableCompileCache } from "node:module";
import { dirname, join } from "node:path";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  enableCompileCache?.();
  await import("../src/main.ts");
} else {
  const pinned = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin", "node");
  const { status, error } = spawnSync(pinned, [process.argv[1], ...process.argv.slice(2)], { stdio: "inherit" });
  if (error) process.stderr.write(`tributary: cannot start the pinned Node.js: ${error.message}\n`);
  process.exit(status ?? 2);
}
