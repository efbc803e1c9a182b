import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digest } from "./reads/finding.ts";

/** What decides, with all that an evaluation reads as it runs, how it ends. */
interface ProgramKeyArgs {
  readonly root: string;
  readonly stage: string;
  /** The bundled program: every file that it imports is in it. */
  readonly code: string;
  /** Folder of the SST platform. */
  readonly platform: string;
}

/** A name for one evaluation: another program, stage, folder, platform, Node.js, time zone or version of this package has another. */
export function programKey({ root, stage, code, platform }: ProgramKeyArgs): string {
  const { version, arch, execArgv, env } = process;
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const runtime = [version, process.platform, arch, ...execArgv, env.NODE_OPTIONS ?? "", locale, timeZone];
  return digest(root, stage, code, installed(platform), ownSources(), JSON.stringify(runtime));
}

/** Which package stands where in the platform, as npm records it: another one may be found for the same import. */
function installed(platform: string): Uint8Array | string {
  try {
    return readFileSync(join(platform, "node_modules", ".package-lock.json"));
  } catch {
    return "";
  }
}

/** Of what evaluates: who works on this package gets nothing that an older one evaluated. */
function ownSources(): string {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = globSync("**/*.{ts,js}", { cwd: folder }).sort();
  return digest(...files.flatMap(name => [name, readFileSync(join(folder, name))]));
}
