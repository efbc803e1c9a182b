import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "./reads/finding.ts";

/** The inputs of an evaluation that are known before it runs. */
interface ProgramKeyArgs {
  readonly root: string;
  readonly stage: string;
  /** The bundled program: every file that it imports is in it. */
  readonly code: string;
  /** Folder of the SST platform. */
  readonly platform: string;
  /** What the program sees in the environment besides. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A key for one evaluation. It changes with the program, stage, folder, platform, Node.js, time zone and version of this package. */
export function programKey({ root, stage, code, platform, environment = {} }: ProgramKeyArgs): string {
  const { version, arch, execArgv, env } = process;
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const runtime = [version, process.platform, arch, execArgv, env.NODE_OPTIONS, env.NODE_PATH, locale, timeZone];
  // Node.js itself reads some of the stage's variables, such as TZ.
  const own = Object.entries(environment).sort();
  return digest(root, stage, code, installed(platform), ownSources(), JSON.stringify([runtime, own]));
}

/** The packages of the platform and their folders, as npm records them: a move may change what an import finds. */
function installed(platform: string): Uint8Array | string {
  try {
    return readFileSync(join(platform, "node_modules", ".package-lock.json"));
  } catch {
    return "";
  }
}

/** The sources of this package: an edit invalidates earlier evaluations. */
function ownSources(): string {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = globSync("**/*.{ts,js}", { cwd: folder }).sort();
  return digest(...files.flatMap(name => [name, readFileSync(join(folder, name))]));
}
