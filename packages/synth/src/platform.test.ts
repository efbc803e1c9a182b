import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { installPlatform } from "./platform.ts";

/** A repository with an SST whose installation starts another process, and never ends. */
function endless(onTestFinished: (end: () => void) => void) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-install-")));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("package.json", "{}");
  write("sst.config.ts", "export default {};");
  write("node_modules/sst/package.json", '{ "name": "sst", "version": "3.0.0" }');
  write(
    "node_modules/sst/bin/sst.mjs",
    `#!${process.execPath}
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
const below = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
writeFileSync("pids", JSON.stringify([process.pid, below.pid]));
setInterval(() => {}, 1000);
`,
  );
  chmodSync(join(root, "node_modules/sst/bin/sst.mjs"), 0o755);
  const started = () => existsSync(join(root, "pids")) && readFileSync(join(root, "pids"), "utf8").endsWith("]");
  const living = () => (JSON.parse(readFileSync(join(root, "pids"), "utf8")) as number[]).filter(isAlive);
  onTestFinished(() => {
    for (const pid of started() ? living() : []) process.kill(pid, "SIGKILL");
    rmSync(root, { recursive: true });
  });
  return { root, started, living };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const PATIENCE = { timeout: 30_000 };

describe.concurrent("an installation of the platform", () => {
  it.for(["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"] as const)(
    "ends, with all that it has started, when %s ends the process that asked for it",
    async (signal, { expect, onTestFinished }) => {
      const { root, started, living } = endless(onTestFinished);
      const module = new URL("./platform.ts", import.meta.url).href;
      const script = `const { installPlatform } = await import(${JSON.stringify(module)});
        await installPlatform(${JSON.stringify(root)}, () => {});`;
      const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
      await expect.poll(started, PATIENCE).toBe(true);
      expect(living()).toHaveLength(2);
      child.kill(signal);
      await expect.poll(living, PATIENCE).toEqual([]);
    },
  );

  it("ends when it is told to, and says so", async ({ expect, onTestFinished }) => {
    const { root, started, living } = endless(onTestFinished);
    const stop = new AbortController();
    const installing = installPlatform(root, () => {}, stop.signal).catch((error: unknown) => error);
    await expect.poll(started, PATIENCE).toBe(true);
    stop.abort();
    expect(await installing).toMatchObject({ problems: ["sst install was stopped"] });
    await expect.poll(living, PATIENCE).toEqual([]);
  });
});

it("tells what the installation said when it fails", async () => {
  const { root } = endless(onTestFinished);
  writeFileSync(
    join(root, "node_modules/sst/bin/sst.mjs"),
    `#!${process.execPath}\nconsole.error("no network"); process.exit(3);`,
  );
  await expect(installPlatform(root, () => {})).rejects.toMatchObject({
    problems: ["sst install failed:", "no network"],
  });
});
