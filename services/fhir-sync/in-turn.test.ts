import { expect, it } from "vitest";
import { inTurn } from "./in-turn.ts";

/** Work that waits to be let go on, and what it was given. */
function openWork() {
  const begun: string[][] = [];
  const goOn: (() => void)[] = [];
  const work = async (things: readonly string[]) => {
    begun.push([...things]);
    await new Promise<void>(resolve => goOn.push(resolve));
    if (things.includes("bad")) throw new Error(`failed: ${things.join(" ")}`);
  };
  const settled = () => new Promise(resolve => setImmediate(resolve));
  const next = async () => {
    await settled();
    goOn.shift()?.();
    await settled();
  };
  return { begun, work, next, settled };
}

it("does one after the other of a key, what waits together, and other keys meanwhile", async () => {
  const { begun, work, next } = openWork();
  const take = inTurn<string>(async () => {});
  const first = take("a", "1", work);
  await new Promise(resolve => setImmediate(resolve));
  const rest = Promise.all([take("a", "2", work), take("a", "3", work), take("b", "4", work)]);
  await next();
  await first;
  await next();
  await next();
  await rest;
  expect(begun).toEqual([["1"], ["4"], ["2", "3"]]);
});

it("waits a moment for concurrent work", async () => {
  const { begun, work, next, settled } = openWork();
  let end = () => {};
  const take = inTurn<string>(() => new Promise<void>(resolve => (end = resolve)));
  const both = [take("a", "1", work)];
  await settled();
  both.push(take("a", "2", work));
  end();
  await next();
  await Promise.all(both);
  expect(begun).toEqual([["1", "2"]]);
});

it("does one by one what failed together, and each fails for itself", async () => {
  const { begun, work, next } = openWork();
  const take = inTurn<string>(async () => {});
  const all = Promise.allSettled([take("a", "good", work), take("a", "bad", work)]);
  for (let step = 0; step < 3; step++) await next();
  expect((await all).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(begun).toEqual([["good", "bad"], ["good"], ["bad"]]);
  const later = take("a", "later", work);
  await next();
  await later;
});
