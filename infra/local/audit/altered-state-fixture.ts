import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const program = fileURLToPath(new URL("../start.js", import.meta.url));

/** A storage folder for several starts of the main job; between them a test reads or alters the local cloud's state. */
export function alteredState() {
  const folder = mkdtempSync(join(tmpdir(), "tributary-altered-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    /** Runs the main job to its end with these resources as input. */
    async startOnce(...resources: readonly object[]) {
      writeFileSync(join(folder, "input.ndjson"), resources.map(resource => JSON.stringify(resource)).join("\n"));
      const options = ["--once", "--json", "--quiet", "--storage", "state", "--input", "input.ndjson"];
      const child = spawn(process.execPath, [program, ...options], {
        ...{ cwd: folder, stdio: ["ignore", "pipe", "ignore"] },
      });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      const [code] = await once(child, "close");
      return { code: code as number, ...JSON.parse(out) };
    },
    state<Answer>(use: (state: DatabaseSync) => Answer): Answer {
      const state = new DatabaseSync(join(folder, "state/cloud.sqlite"));
      try {
        return use(state);
      } finally {
        state.close();
      }
    },
    /** The events on the bus so far, in order. */
    events: (state: DatabaseSync) =>
      state
        .prepare("SELECT seq, event FROM events_archived ORDER BY seq")
        .all()
        .map(({ seq, event }) => ({ seq: Number(seq), text: String(event) })),
  };
}
