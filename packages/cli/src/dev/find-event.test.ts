import type { EventModel, OperationModel } from "@tributary/contract-tools/contract-model";
import { expect, test } from "vitest";
import { findEvent } from "./find-event.ts";

const version = (n: number) =>
  ({ name: "OrderPlaced", version: n, detailType: `OrderPlaced.v${n}`, stem: `order-placed.v${n}` }) as EventModel;
const events = [version(1), version(2), version(3)];
const receiving = (n: number) => ({ event: events[n - 1], action: "receive" }) as unknown as OperationModel;
const found = (asked: string, ...received: number[]) =>
  findEvent({ events, operations: received.map(receiving) }, asked).version;

test("a name alone means the newest received version, or the newest if none is received", () => {
  expect([found("OrderPlaced", 1), found("OrderPlaced", 1, 2), found("OrderPlaced")]).toEqual([1, 2, 3]);
  expect(found("OrderPlaced.v3", 1)).toBe(3);
});
