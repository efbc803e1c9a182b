/**
 * The pure core of a service: same arguments, same result, and arguments stay unchanged. Time, ids and chance are part of the
 * input. `assertDecider` of `@tributary/testkit` tests it.
 */
export interface Decider<Input, State, Decision> {
  /** What follows from an input, given the state: events to publish, an item to write, what a data store has to hold. */
  decide(input: Input, state: State): Decision;
  /** Where a state is folded from inputs: the state after one more; the same object if the input is no news. */
  evolve?(state: State | undefined, input: Input): State;
}
