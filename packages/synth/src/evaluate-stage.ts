import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { EvaluationAnswer, EvaluationRequest } from "./evaluate-child.ts";

/** Evaluates the bundled program for one stage, in a process of its own, which ends with this one and when told to stop. */
export async function evaluateStage(
  request: Omit<EvaluationRequest, "parent">,
  environment: Readonly<Record<string, string>>,
  stop?: AbortSignal,
): Promise<EvaluationAnswer> {
  const script = fileURLToPath(new URL("evaluate-child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify({ ...request, parent: process.pid })], {
    cwd: request.root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    killSignal: "SIGKILL",
    ...(stop && { signal: stop }),
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", text => said.push(text));
  return new Promise<EvaluationAnswer>((resolve, reject) => {
    child.on("message", message => resolve(message as EvaluationAnswer));
    child.on("error", reject);
    child.on("close", () => resolve({ problems: ["the program ended without a result", ...lines(said.join(""))] }));
  });
}

const lines = (text: string) => text.split("\n").filter(line => line.trim() !== "");
