import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The files of an event, by name. */
export type Emitted = ReadonlyMap<string, string>;

/** Emitted event modules by the hash of what they were emitted from. */
export interface EmissionStore {
  get(hash: string): Emitted | undefined;
  set(hash: string, emitted: Emitted): void;
}

/**
 * A store in a folder, for the next run; what cannot be read there was never stored, and what
 * cannot be written is not. Hashes hold for this emitter only:
 * a change of its sources, or of the libraries it works with, begins anew.
 */
export function folderStore(folder: string): EmissionStore {
  const prefix = emitterFingerprint();
  const path = (hash: string) => join(folder, `${prefix}-${hash}.json`);
  return {
    get(hash) {
      try {
        const stored: unknown = JSON.parse(readFileSync(path(hash), "utf8"));
        return Array.isArray(stored) ? new Map(stored as [string, string][]) : undefined;
      } catch {
        return undefined;
      }
    },
    set(hash, emitted) {
      // Two runs may store the same at once; neither may read half of it.
      const unfinished = `${path(hash)}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(unfinished, JSON.stringify([...emitted]));
        renameSync(unfinished, path(hash));
      } catch {
        discard(unfinished); // A read-only folder, or a full disk: the next run emits it again.
      }
    },
  };
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {} // It is in a folder that is none, or may not be written.
}

function emitterFingerprint(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const hash = createHash("sha256");
  const sources = globSync("*.{ts,js}", { cwd: here, exclude: name => name.endsWith(".test.ts") });
  for (const name of sources.sort()) hash.update(readFileSync(join(here, name)));
  for (const library of ["ajv-formats"]) {
    const manifest = findPackageJSON(library, import.meta.url);
    if (manifest !== undefined) hash.update(readFileSync(manifest));
  }
  return hash.digest("hex").slice(0, 16);
}
