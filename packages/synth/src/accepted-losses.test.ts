import { expect, it } from "vitest";
import { acceptedSince, parseAcceptedLosses, renderAcceptedLosses } from "./accepted-losses.ts";

const loss = (change: string) => ({ stage: "local", resource: "StoreTable", type: "aws:dynamodb/table:Table", change });
const [there, back] = [loss('hashKey "a" → "b"'), loss('hashKey "b" → "a"')];

it("counts losses that a base no longer has, so the same change must be accepted again", () => {
  expect(acceptedSince([], [there])).toEqual([there]);
  expect(acceptedSince([there, back], [there, back])).toEqual([]);
  expect(acceptedSince([there, back], [there, back, there])).toEqual([there]);
});

it("reads what it writes, and rejects any other text", () => {
  const text = renderAcceptedLosses([there, back]);
  expect(parseAcceptedLosses(text)).toEqual([there, back]);
  expect(parseAcceptedLosses(undefined)).toEqual([]);
  for (const other of ["{", "{}", '[{"stage":"local"}]', "<<<<<<< HEAD\n[]"])
    expect(() => parseAcceptedLosses(other)).toThrow("infra/accepted-losses.json is no list of accepted losses");
});
