import assert from "node:assert/strict";
import type { Decider } from "@tributary/contract/decider";
import fc from "fast-check";

/** What a decider is tested with. */
export interface DeciderArbitraries<Input, State> {
  readonly inputs: fc.Arbitrary<Input>;
  /** States that are not folded from inputs; none unless given. */
  readonly states?: fc.Arbitrary<State>;
  /** The part of a state that must not depend on the order of inputs: all of it unless given. */
  readonly compared?: (state: State) => unknown;
}

/**
 * Throws a counter-example, with its `cause`, unless `decide` and `evolve` are pure, and `evolve` counts an input once and in any order: copies and
 * late inputs change nothing.
 */
export function assertDecider<Input, State, Decision>(
  decider: Decider<Input, State, Decision>,
  { inputs, states, compared = state => state }: DeciderArbitraries<Input, State>,
): void {
  const { evolve } = decider;
  const fold = (all: readonly Input[]) =>
    all.reduce<State | undefined>((state, input) => frozen(evolve?.(state, input)), undefined);
  const made: fc.Arbitrary<State | undefined> = states ?? fc.array(inputs, { minLength: 1 }).map(fold);
  fc.assert(
    fc.property(inputs, made, (input, state) => {
      const decide = () => outcomeOf(() => decider.decide(frozen(input), frozen(state) as State));
      assert.deepStrictEqual(decide(), decide(), "decide is repeatable");
    }),
  );
  if (evolve === undefined) return;
  const shuffled = fc
    .array(inputs, { minLength: 1, maxLength: 8 })
    .chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })));
  fc.assert(
    fc.property(shuffled, ([once, again]) => {
      const state = fold(frozen(once))!;
      for (const input of once) assert.equal(evolve(state, input), state, "a copy changes nothing");
      assert.deepStrictEqual(compared(fold(frozen(again))!), compared(state), "the order of inputs changes nothing");
    }),
  );
}

function outcomeOf(decide: () => unknown): unknown {
  try {
    return { decision: decide() };
  } catch (error) {
    if (error instanceof TypeError) throw error; // An attempt to change an argument.
    return { error: String(error) };
  }
}

/** The value, so that an attempt to change it throws. */
function frozen<Value>(value: Value): Value {
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
  if (!isPlain || Object.isFrozen(value)) return value;
  for (const member of Object.values(Object.freeze(value) as object)) frozen(member);
  return value;
}
