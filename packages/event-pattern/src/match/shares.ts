import type { Alternative, Condition } from "../parse/alternatives.ts";

/** Which of a list of alternatives, as bits: bit 0 is the first. */
export type Alternatives = bigint;

/** For each condition of a pattern, the alternatives in which it counts. */
export function shares(alternatives: readonly Alternative[]): Map<Condition, Alternatives> {
  const holders = new Map<readonly Condition[], number[]>();
  for (const [i, { parts }] of alternatives.entries()) {
    for (const part of parts) {
      const known = holders.get(part);
      if (known === undefined) holders.set(part, [i]);
      else known.push(i);
    }
  }
  const uses = new Map<string, number>();
  for (const part of holders.keys()) for (const { path } of part) uses.set(path, (uses.get(path) ?? 0) + 1);
  const isAlone = ({ path }: Condition) => uses.get(path) === 1;
  const found = new Map<Condition, Alternatives>();
  const contested = new Map<readonly Condition[], readonly Condition[]>();
  for (const [part, indexes] of holders) {
    const set = setOf(indexes, alternatives.length);
    for (const condition of part) if (isAlone(condition)) found.set(condition, set);
    contested.set(part, part.filter(condition => !isAlone(condition)).reverse());
  }
  const winners = new Map<Condition, number[]>();
  for (const [i, { parts }] of alternatives.entries()) {
    const seen = new Set<string>();
    for (const part of [...parts].reverse()) {
      for (const condition of contested.get(part) ?? []) {
        if (seen.has(condition.path)) continue;
        seen.add(condition.path);
        const known = winners.get(condition);
        if (known === undefined) winners.set(condition, [i]);
        else known.push(i);
      }
    }
  }
  for (const [condition, indexes] of winners) found.set(condition, setOf(indexes, alternatives.length));
  return found;
}

/** Put together by words: a bit at a time would copy the whole each time. */
function setOf(indexes: readonly number[], count: number): Alternatives {
  const digits = new Uint8Array(Math.ceil(count / 4));
  for (const index of indexes) digits[digits.length - 1 - (index >> 2)]! |= 1 << (index & 3);
  return BigInt(`0x${Array.from(digits, digit => digit.toString(16)).join("")}`);
}
