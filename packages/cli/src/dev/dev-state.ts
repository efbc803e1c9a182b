import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRegularText } from "@tributary/synth/read-regular-text";

/** Address of a running `tributary dev`. */
export interface DevState {
  readonly url: string;
  readonly pid: number;
}

const FILE = "dev.json";

/** Records this process's address in the storage folder; returns a function that removes it. */
export function writeDevState(storage: string, state: DevState): () => void {
  writeFileSync(join(storage, FILE), `${JSON.stringify(state)}\n`);
  return () => rmSync(join(storage, FILE), { force: true });
}

/** The address that a `tributary dev` recorded in its storage folder, if any. The process may have ended since. */
export function readDevState(storage: string): DevState | undefined {
  try {
    const state = JSON.parse(readRegularText(join(storage, FILE))) as Partial<DevState> | null;
    return typeof state?.url === "string" && typeof state.pid === "number"
      ? { url: state.url, pid: state.pid }
      : undefined;
  } catch {
    return undefined;
  }
}
