import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Where a supervised process runs, and until when. */
export interface Supervised {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends it, with all that it has started. */
  readonly stop?: AbortSignal | undefined;
}

/** Starts a process that ends, with all that it has started, when this one does: also when nothing tells it so, as by SIGKILL. */
export function spawnSupervised(
  command: string,
  args: readonly string[],
  { cwd, env, stop }: Supervised,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const supervisor = fileURLToPath(new URL("supervise.ts", import.meta.url));
  const child = spawn(process.execPath, [supervisor, command, ...args], {
    ...{ cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] },
  });
  const end = () => child.stdin.destroy();
  if (stop?.aborted) end();
  stop?.addEventListener("abort", end);
  child.on("close", () => stop?.removeEventListener("abort", end));
  child.stdin.on("error", () => {}); // It has ended by itself.
  return child;
}
