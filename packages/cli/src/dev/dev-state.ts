import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a running `tributary dev` is found. */
export interface DevState {
  readonly url: string;
  readonly pid: number;
}

const FILE = "dev.json";

/** Writes down, in the storage folder, where this process listens; returns what takes that away again. */
export function writeDevState(storage: string, state: DevState): () => void {
  writeFileSync(join(storage, FILE), `${JSON.stringify(state)}\n`);
  return () => rmSync(join(storage, FILE), { force: true });
}

/** What a `tributary dev` wrote down in its storage folder; undefined when there is nothing to be read. It may be gone since. */
export function readDevState(storage: string): DevState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(storage, FILE), "utf8")) as Partial<DevState> | null;
    return typeof state?.url === "string" && typeof state.pid === "number"
      ? { url: state.url, pid: state.pid }
      : undefined;
  } catch {
    return undefined;
  }
}
