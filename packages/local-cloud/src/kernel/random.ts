import { randomFillSync } from "node:crypto";

/** Randomness as an argument, so that a run can be repeated. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  bytes(length: number): Uint8Array;
}

/** Drawn in advance, as drawing costs the same for few bytes as for many. */
const pool = new Uint8Array(8_192);
let used = pool.length;

/** The machine's own randomness. */
export const systemRandom: Random = {
  next: Math.random,
  bytes(length) {
    if (length > pool.length) return randomFillSync(new Uint8Array(length));
    if (used + length > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += length;
    return pool.slice(used - length, used);
  },
};

/** The same numbers for the same seed (mulberry32, public domain, by Tommy Ettinger). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (length: number) => {
    const drawn = new Uint8Array(length);
    for (let index = 0; index < length; index++) drawn[index] = Math.floor(next() * 256);
    return drawn;
  };
  return { next, bytes };
}

/** A version 4 UUID, as AWS uses for message, event and request ids. */
export function uuid(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
