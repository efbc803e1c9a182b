import { expect, test } from "vitest";
import type { RegistryWrite } from "./load.ts";
import { waitingRows } from "./waiting-rows.ts";

const write = (name: string): RegistryWrite => ({ kind: "put", item: { pk: { S: name } } });

/** Rows, and the names of those that have gone. */
function open() {
  const rows = waitingRows();
  const stop = new AbortController();
  const gone: (string | undefined)[] = [];
  const going = (async () => {
    for await (const one of rows.released(stop.signal)) gone.push(one.kind === "put" ? one.item.pk?.S : undefined);
  })();
  return { rows, stop, gone, going };
}

test("lets rows go once their patient is known, and rows that come later at once", async () => {
  const { rows, gone, going } = open();
  rows.add("a", [write("a1"), write("a2")]);
  rows.add("b", [write("b1")]);
  rows.release("b");
  rows.add("b", [write("b2")]);
  await expect.poll(() => gone).toEqual(["b1", "b2"]);
  rows.release("a");
  rows.release("nobody");
  await expect.poll(() => gone).toEqual(["b1", "b2", "a1", "a2"]);
  rows.end();
  await going;
  rows.close();
});

test("ends only when nothing waits, and then lets all go that still does", async () => {
  const { rows, gone, going } = open();
  for (let index = 0; index < 250; index++) rows.add(`p${index}`, [write(`p${index}`)]);
  rows.end();
  rows.release("p7");
  await expect.poll(() => gone).toEqual(["p7"]);
  rows.releaseAll();
  await going;
  expect([gone.length, new Set(gone).size, gone[1], gone.at(-1)]).toEqual([250, 250, "p0", "p249"]);
  rows.close();
});

test("lets nothing go after it is told to stop", async () => {
  const { rows, stop, gone, going } = open();
  rows.add("a", [write("a1")]);
  stop.abort();
  rows.releaseAll();
  await going;
  expect(gone).toEqual([]);
  rows.close();
});

test("throws nothing at the cloud that releases them, and ends with the error instead", async () => {
  const rows = waitingRows();
  const released = rows.released(new AbortController().signal);
  rows.close();
  expect(() => rows.release("a")).not.toThrow();
  await expect(released.next()).rejects.toThrow("database is not open");
});
