import { expect, test } from "vitest";
import { allowedPuts } from "./allowed-puts.ts";

const allowed = (Action: string) => allowedPuts(JSON.stringify({ Statement: { Effect: "Allow", Action } })).length > 0;

test.each([
  ["events:PutEvents", true],
  ["EVENTS:putevents", true],
  ["events:Put*", true],
  ["ev?nts:PutEvent?", true],
  ["**", true],
  ["events:PutRule", false],
  ["events.PutEvents", false],
  ["events:PutEvent??", false],
  [`${"*".repeat(60)}x`, false],
])("whether the action %s lets put events", (action, expected) => {
  expect(allowed(action)).toBe(expected);
});
