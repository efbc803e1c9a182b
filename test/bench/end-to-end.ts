import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FloorResult } from "./floor.ts";
import type { FlowResult } from "./flow.ts";
import { median } from "./median.ts";

const ROUNDS = 5;
const PATIENTS = 1_000;

/**
 * Changes from write to applied through the whole of the graph, against the same SDK calls, in the same threads,
 * to a server that does nothing: what is left is what capture, routing, delivery and durable storage cost.
 */
export async function endToEnd() {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const flow = child<FlowResult>("./flow.ts", String(PATIENTS));
    return { flow, floor: child<FloorResult>("./floor.ts", String(flow.writes), String(flow.events)) };
  });
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  const rate = of(({ flow }) => flow.events / flow.seconds);
  const floorRate = of(({ floor, flow }) => flow.events / floor.seconds);
  return {
    name: `End to end (${ROUNDS} rounds, ${rounds[0]?.flow.events} changes each)`,
    rows: [
      { label: "changes/s, write to applied", value: rate.toFixed(0) },
      { label: "floor: the same SDK calls to a no-op server, changes/s", value: floorRate.toFixed(0) },
      {
        label: "ratio to the floor (aim ≥ 0.5)",
        value: of(({ flow, floor }) => floor.seconds / flow.seconds).toFixed(2),
      },
      { label: "CPU per change", value: `${of(({ flow }) => flow.cpuMs / flow.events).toFixed(2)} ms` },
      { label: "CPU per change, floor", value: `${of(({ flow, floor }) => floor.cpuMs / flow.events).toFixed(2)} ms` },
      { label: "latency at 20 changes/s, p50", value: `${of(({ flow }) => flow.p50).toFixed(1)} ms` },
      { label: "latency at 20 changes/s, p99", value: `${of(({ flow }) => flow.p99).toFixed(1)} ms` },
      {
        label: "latency floor: the same three calls in a row, p50",
        value: `${of(({ floor }) => floor.p50).toFixed(1)} ms`,
      },
      { label: "peak memory (aim < 500 MB)", value: `${of(({ flow }) => flow.peakMb).toFixed(0)} MB` },
    ],
  };
}

function child<Result>(file: string, ...args: string[]): Result {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} failed: ${stderr}`);
  return JSON.parse(stdout) as Result;
}
