import { isDeepStrictEqual } from "node:util";
import { plain, type ResourceState } from "./checkpoint.ts";
import type { PassphraseCipher } from "./passphrase-cipher.ts";

/** What becomes of one resource. */
export interface Step {
  readonly op: "create" | "update" | "same" | "delete" | "refresh";
  readonly urn: string;
  readonly type: string;
  readonly old?: ResourceState;
  readonly now?: ResourceState;
  /** Inputs that differ. */
  readonly changed: readonly string[];
}

/** The steps from one state to another: what is there in its own order, then what is gone, the last made first. */
export function stepsBetween(
  before: readonly ResourceState[],
  after: readonly ResourceState[],
  cipher: PassphraseCipher,
): Step[] {
  const earlier = new Map(before.map(state => [state.urn, state]));
  const steps = after.map((now): Step => {
    const old = earlier.get(now.urn);
    earlier.delete(now.urn);
    const { urn, type } = now;
    if (old === undefined) return { op: "create", urn, type, now, changed: [] };
    const changed = changedInputs(old, now, cipher);
    // When it was made stays; when it changed, too, if it has not.
    const kept = { ...now, created: old.created ?? now.created!, modified: (changed.length > 0 ? now : old).modified! };
    return { op: changed.length > 0 ? "update" : "same", urn, type, old, now: kept, changed };
  });
  const gone = [...earlier.values()].reverse();
  return [...steps, ...gone.map((old): Step => ({ op: "delete", urn: old.urn, type: old.type, old, changed: [] }))];
}

function changedInputs({ inputs: old = {} }: ResourceState, { inputs = {} }: ResourceState, cipher: PassphraseCipher) {
  const names = new Set([...Object.keys(old), ...Object.keys(inputs)]);
  return [...names].filter(name => !isDeepStrictEqual(value(old[name], cipher), value(inputs[name], cipher))).sort();
}

/** As it reads back from a file. */
function value(held: unknown, cipher: PassphraseCipher): unknown {
  const text = JSON.stringify(plain(held, cipher));
  return text === undefined ? undefined : JSON.parse(text);
}
