import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** A main job in a process of its own. */
export interface MainJob {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly said: { out: string; err: string };
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts the main job, as `npm start` does; it ends with this process. */
export function startMainJob(...options: string[]): MainJob {
  const program = fileURLToPath(new URL("../infra/local/start.js", import.meta.url));
  const child = spawn(process.execPath, [program, ...options], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const ended = once(child, "close") as MainJob["ended"];
  void ended.then(() => running.delete(child));
  return { child, said, ended };
}
