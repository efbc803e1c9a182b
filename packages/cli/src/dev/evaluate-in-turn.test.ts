import { expect, test, vi } from "vitest";
import type { DevProgram, Evaluated } from "./dev-program.ts";
import { evaluateInTurn } from "./evaluate-in-turn.ts";

const program = (stop: AbortSignal): DevProgram => ({
  ...{ root: ".", stage: "local", environment: {}, note: () => {}, stop },
});

/** Evaluations that end only when told to, or answered. */
function open() {
  const stop = new AbortController();
  const running: { readonly stop: AbortSignal; readonly answer: (outcome: Evaluated) => void }[] = [];
  const outcomes: Evaluated[] = [];
  const ask = evaluateInTurn(
    program(stop.signal),
    outcome => void outcomes.push(outcome),
    (_, signal) =>
      new Promise((resolve, reject) => {
        running.push({ stop: signal!, answer: resolve });
        signal!.addEventListener("abort", () => reject(signal!.reason));
      }),
  );
  return { stop, running, outcomes, ask };
}

test("ends an evaluation that may never end when another is asked for, and takes the last one's outcome alone", async () => {
  const { running, outcomes, ask } = open();
  ask();
  ask();
  await vi.waitUntil(() => running.length === 2);
  expect(running.map(({ stop }) => stop.aborted)).toEqual([true, false]);
  running[1]?.answer({ problems: ["last"] });
  await vi.waitUntil(() => outcomes.length > 0);
  ask();
  await vi.waitUntil(() => running.length === 3);
  running[2]?.answer({ problems: ["again"] });
  await vi.waitUntil(() => outcomes.length > 1);
  expect(outcomes).toEqual([{ problems: ["last"] }, { problems: ["again"] }]);
});

test("ends with what asked for it, and starts no other", async () => {
  const { stop, running, outcomes, ask } = open();
  ask();
  stop.abort();
  ask();
  await vi.waitUntil(() => running[0]?.stop.aborted);
  expect([running.length, outcomes]).toEqual([1, []]);
});
