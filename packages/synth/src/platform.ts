import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { spawnSupervised } from "./spawn-supervised.ts";
import { SynthError } from "./synth-error.ts";

/** Where SST keeps its component sources, their dependencies and the types of `sst.config.ts`. */
export const platformFolder = (root: string): string => join(root, ".sst", "platform");

/** One provider that `sst install` has put into the platform folder, as SST records it. */
export interface LockedProvider {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** The name of the global under which a program sees it. */
  readonly alias: string;
}

/** The providers that are installed; none when nothing is. */
export async function lockedProviders(root: string): Promise<readonly LockedProvider[]> {
  const lock = await readFile(join(root, ".sst", "provider-lock.json"), "utf8").catch(() => "[]");
  return JSON.parse(lock) as LockedProvider[];
}

/** Whether the platform of the pinned SST version is installed, with the providers that `sst.config.ts` names. */
export async function isPlatformInstalled(root: string): Promise<boolean> {
  const platform = platformFolder(root);
  const installed = await readFile(join(platform, "version"), "utf8").catch(() => "");
  if (installed.trim().replace(/^v/, "") !== pinnedVersion(root)) return false;
  const locked = await lockedProviders(root);
  const wanted = Object.entries(await providersOf(root));
  return wanted.every(([name, version]) =>
    locked.some(
      provider =>
        provider.name === name &&
        (version === undefined || provider.version === version) &&
        existsSync(join(platform, "node_modules", provider.package)),
    ),
  );
}

type Provider = string | { readonly version?: string };

interface ProgramModule {
  readonly default: { app(input: { stage: string }): { readonly providers?: Record<string, Provider> } };
}

/**
 * Name and version of every provider of `sst.config.ts`: its `app` is plain data, and `run` is not called.
 * None for a file that does not load: bundling it reports what is wrong, and where.
 */
async function providersOf(root: string): Promise<Record<string, string | undefined>> {
  const global = globalThis as { $config?: unknown };
  global.$config ??= (config: unknown) => config;
  const program = await import(pathToFileURL(join(root, "sst.config.ts")).href).then(
    loaded => loaded as ProgramModule,
    () => undefined,
  );
  const { providers = {} } = (await program?.default.app({ stage: "local" })) ?? {};
  return Object.fromEntries(
    Object.entries(providers).map(([name, provider]) => [
      name,
      typeof provider === "string" ? provider : provider.version,
    ]),
  );
}

/**
 * Runs `sst install`: writes `.sst/platform` (some 340 MB, from the npm registry alone, no account needed).
 * `onProgress` gets a line now and then; rejects with a `SynthError` when the installation fails, or is stopped. What is
 * started ends with this process, as a second installation beside it would spoil both.
 */
export async function installPlatform(
  root: string,
  onProgress: (line: string) => void,
  stop?: AbortSignal,
): Promise<void> {
  onProgress(`Installing the SST ${pinnedVersion(root)} platform into .sst/ (once, about a minute)`);
  const started = performance.now();
  const child = spawnSupervised(sstBinary(root), ["install"], {
    ...{ cwd: root, stop },
    env: {
      ...process.env,
      SST_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      SST_SKIP_DEPENDENCY_CHECK: "true",
      SST_STAGE: "local",
      NO_BUN: "1",
    },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", text => said.push(text));
  const ticking = setInterval(() => onProgress(`… ${seconds(started)} s`), 10_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    if (stop?.aborted) throw new SynthError(["sst install was stopped"]);
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
    // `sst` exports no package.json: fall back to where npm puts it, here or above.
    for (let folder = root; ; folder = dirname(folder)) {
      const path = join(folder, "node_modules", "sst", "package.json");
      if (existsSync(path)) return path;
      if (folder === dirname(folder)) break;
    }
    throw new SynthError(["sst is not installed: run `npm ci`"], { cause });
  }
}

function pinnedVersion(root: string): string {
  return (createRequire(import.meta.url)(sstManifest(root)) as { version: string }).version;
}

const sstBinary = (root: string) => join(dirname(sstManifest(root)), "bin", "sst.mjs");

/** The sst of a project: its version, and the binary of this machine's platform. */
export interface SstInstallation {
  readonly version: string;
  readonly binary: string;
}

/** The sst that is installed for the project in a folder. `SynthError` when there is none for this platform. */
export function sstInstallation(root: string): SstInstallation {
  const manifest = sstManifest(root);
  const name = `sst-${process.platform}-${process.arch}`;
  try {
    const binary = process.env.SST_BIN_PATH ?? createRequire(manifest).resolve(`${name}/bin/sst`);
    return { version: pinnedVersion(root), binary };
  } catch (cause) {
    throw new SynthError([`${name} is not installed: run \`npm ci\``], { cause });
  }
}
