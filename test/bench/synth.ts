import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import config from "../../tributary.config.ts";
import { median } from "./median.ts";

const ROUNDS = 5;
const root = fileURLToPath(new URL("../../", import.meta.url));
const binary = join(root, "packages/cli/bin/tributary.js");

/** What evaluating the SST program costs: every stage, one stage, and none because nothing changed; in turns. */
export async function synth() {
  const all = keptStages(config).length;
  const runs = {
    [`all ${all} stages, evaluated`]: ["synth", "--check", "--fresh"],
    "one stage, evaluated (aim < 5 s)": ["synth", "--check", "--fresh", "--stage", "local"],
    [`all ${all} stages, nothing changed`]: ["synth", "--check"],
    "floor: the command line's version": ["--version"],
  };
  const taken = Object.entries(runs).map(([label, args]) => ({
    label,
    args,
    time: [] as number[],
    cpu: [] as number[],
  }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { args, time, cpu } of taken) {
      const used = timed(args);
      time.push(used.time);
      cpu.push(used.cpu);
    }
  return {
    name: `Evaluating the SST program (median of ${ROUNDS})`,
    rows: taken.map(({ label, time, cpu }) => ({
      label,
      value: `${median(time).toFixed(2)} s, CPU ${median(cpu).toFixed(2)} s`,
    })),
  };
}

/** Seconds of a command of the binary: until it ends, and of all processors, its children's included. */
function timed(args: readonly string[]): { time: number; cpu: number } {
  const script = `TIMEFORMAT='%R %U %S'; time "$0" "$@"`;
  const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, binary, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const [time, user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (status !== 0 || time === undefined || user === undefined || system === undefined)
    throw new Error(`tributary ${args.join(" ")} failed: ${stderr}`);
  return { time, cpu: user + system };
}
