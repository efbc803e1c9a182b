import type { Decider } from "@tributary/contract/decider";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assertDecider } from "./assert-decider.ts";

interface Input {
  readonly sequence: number;
}
interface State {
  readonly sequence: number;
  readonly count?: number;
}

const inputs = fc.record({ sequence: fc.nat(20) });
const evolve = (state: State | undefined, input: Input): State =>
  state !== undefined && state.sequence >= input.sequence ? state : { sequence: input.sequence };
const decide = ({ sequence }: Input, state: State) => sequence > state.sequence;
const counting = (state: State | undefined, input: Input): State =>
  evolve(state, input) === state ? state : { sequence: input.sequence, count: (state?.count ?? 0) + 1 };

test("accepts a core that keeps the newest input", () => {
  assertDecider({ decide, evolve }, { inputs });
  assertDecider({ decide }, { inputs, states: inputs });
});

let calls = 0;
test.each<[string, string, Partial<Decider<Input, State, unknown>>]>([
  ["keeps the last input", "a copy changes nothing", { evolve: (_, input) => ({ ...input }) }],
  ["keeps the first input", "the order of inputs changes nothing", { evolve: (state, input) => state ?? input }],
  ["changes its state", "read only", { evolve: (state, input) => Object.assign(state ?? {}, input) }],
  ["changes its input", "read only", { decide: input => Object.assign(input, { sequence: 0 }) }],
  ["decides by more than its arguments", "decide is repeatable", { decide: () => calls++ }],
  ["counts what came", "the order of inputs changes nothing", { evolve: counting }],
])("finds a core that %s", (_, reason, broken) => {
  let failure: unknown;
  try {
    assertDecider({ decide, evolve, ...broken }, { inputs });
  } catch (error) {
    failure = error;
  }
  expect(String((failure as Error).cause ?? failure)).toContain(reason);
});

test("compares only what must not depend on the order", () => {
  assertDecider({ decide, evolve: counting }, { inputs, compared: ({ sequence }) => sequence });
});
