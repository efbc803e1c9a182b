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

test("an event that is not found is not called unknown while the contracts cannot be read", () => {
  const error = { file: "contracts/asyncapi.yaml", line: 9, column: 1, message: "Map keys must be unique" };
  const find = (asked: string) => findEvent({ events, operations: [] }, asked, error);
  expect(find("OrderPlaced").version).toBe(3);
  expect(() => find("OrderSent")).toThrow(
    "have no event OrderSent; mend them first: contracts/asyncapi.yaml:9:1 Map keys must be unique",
  );
});
