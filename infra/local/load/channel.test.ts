import { expect, it } from "vitest";
import { createChannel } from "./channel.ts";

it("delivers everything in order and queues no more than its limit", async () => {
  const channel = createChannel<number>(3);
  let pushed = 0;
  const write = async () => {
    for (; pushed < 100; pushed++) await channel.push(pushed);
    channel.end();
  };
  const writing = write();
  const read: number[] = [];
  for await (const item of channel) {
    read.push(item);
    expect(pushed - read.length).toBeLessThanOrEqual(3);
  }
  await writing;
  expect(read).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

it("lets its writer continue after the reader has left", async () => {
  const channel = createChannel<number>(1);
  const first = channel.push(1);
  for await (const item of channel) if (item === 1) break;
  await first;
  await channel.push(2);
  await channel.push(3);
});

it("queues no more weight than its limit, except a single item", async () => {
  const channel = createChannel<number>(10, weight => weight);
  let pushed = 0;
  const write = async () => {
    for (const weight of [4, 4, 4, 50, 3, 3, 3, 3]) {
      await channel.push(weight);
      pushed += weight;
    }
    channel.end();
  };
  const writing = write();
  const read: number[] = [];
  for await (const item of channel) {
    read.push(item);
    expect(pushed - read.reduce((sum, weight) => sum + weight)).toBeLessThan(10);
  }
  await writing;
  expect(read).toEqual([4, 4, 4, 50, 3, 3, 3, 3]);
});
