import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./median.ts";

const ROUNDS = 7;
const root = fileURLToPath(new URL("../../", import.meta.url));

/** How long people wait: for the cloud's endpoint, and from `npm start` to the first applied event. Each from nothing. */
export async function startUp() {
  const node: number[] = [];
  const cloud: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const storage = mkdtempSync(join(tmpdir(), "tributary-bench-"));
    const binary = join(root, "packages/cli/bin/tributary.js");
    node.push(await untilOutput(process.execPath, ["-e", "console.log(1)"]));
    cloud.push(await untilOutput(process.execPath, [binary, "cloud", "--port", "0", "--storage", storage, "--quiet"]));
    rmSync(storage, { recursive: true });
    const state = join(storage, "state");
    first.push(
      await untilOutput(
        "npm",
        ["start", "--silent", "--", "--once", "--fresh", "--storage", state],
        /first applied event/,
      ),
    );
    rmSync(storage, { recursive: true });
  }
  return {
    name: `Start-up (median of ${ROUNDS})`,
    rows: [
      { label: "floor: Node.js printing one line", value: milliseconds(node) },
      { label: "cold start of the cloud to its endpoint (aim < 1,500 ms)", value: milliseconds(cloud) },
      { label: "npm start to the first applied event (aim < 3,000 ms)", value: milliseconds(first) },
    ],
  };
}

/** Milliseconds from the start of a process until it prints what is waited for; then it is ended. */
async function untilOutput(command: string, args: string[], wanted = /./): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const took = await new Promise<number>((resolve, reject) => {
    let seen = "";
    const look = (chunk: Buffer) => {
      seen += chunk;
      if (wanted.test(seen)) resolve(performance.now() - began);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", code => reject(new Error(`${command} ended with ${code} before it printed ${wanted}: ${seen}`)));
  });
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
  try {
    process.kill(-(child.pid ?? 0), "SIGTERM");
  } catch {
    // It has ended by itself.
  }
  await exited;
  return took;
}

function milliseconds(values: number[]): string {
  return `${median(values).toFixed(0)} ms`;
}
