import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SynthError } from "./synth-error.ts";

/** Where SST keeps its component sources, their dependencies and the types of `sst.config.ts`. */
export const platformFolder = (root: string): string => join(root, ".sst", "platform");

/** Whether the SST platform folder is there and belongs to the pinned SST version. */
export async function isPlatformInstalled(root: string): Promise<boolean> {
  const platform = platformFolder(root);
  if (!existsSync(join(platform, "node_modules", "@pulumi", "aws"))) return false;
  if (!existsSync(join(root, ".sst", "provider-lock.json"))) return false;
  const installed = await readFile(join(platform, "version"), "utf8").catch(() => "");
  return installed.trim().replace(/^v/, "") === pinnedVersion(root);
}

/**
 * Runs `sst install`: writes `.sst/platform` (some 340 MB, from the npm registry alone, no account needed).
 * `onProgress` gets a line now and then; rejects with a `SynthError` when the installation fails.
 */
export async function installPlatform(root: string, onProgress: (line: string) => void): Promise<void> {
  onProgress(`Installing the SST ${pinnedVersion(root)} platform into .sst/ (once, about a minute)`);
  const started = performance.now();
  const child = spawn(sstBinary(root), ["install"], {
    cwd: root,
    env: {
      ...process.env,
      SST_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      SST_SKIP_DEPENDENCY_CHECK: "true",
      SST_STAGE: "local",
      NO_BUN: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", text => said.push(text));
  const ticking = setInterval(() => onProgress(`… ${seconds(started)} s`), 10_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    if (code !== 0 || !(await isPlatformInstalled(root)))
      throw new SynthError(["sst install failed:", ...lastLines(said.join(""))]);
  } catch (cause) {
    if (cause instanceof SynthError) throw cause;
    throw new SynthError([`cannot run sst install: ${(cause as Error).message}`], { cause });
  } finally {
    clearInterval(ticking);
  }
  onProgress(`Installed in ${seconds(started)} s`);
}

const seconds = (started: number) => Math.round((performance.now() - started) / 1000);

const lastLines = (text: string) => text.trim().split("\n").slice(-5);

function sstManifest(root: string): string {
  try {
    return createRequire(join(root, "package.json")).resolve("sst/package.json");
  } catch (cause) {
    // `sst` exports no package.json: fall back to where npm puts it.
    const path = join(root, "node_modules", "sst", "package.json");
    if (existsSync(path)) return path;
    throw new SynthError(["sst is not installed: run `npm ci`"], { cause });
  }
}

function pinnedVersion(root: string): string {
  return (createRequire(import.meta.url)(sstManifest(root)) as { version: string }).version;
}

const sstBinary = (root: string) => join(dirname(sstManifest(root)), "bin", "sst.mjs");
