import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laneOf } from "./lanes.ts";

describe("the lane of a record", () => {
  it("is one of the lanes, and always the same for the same keys", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 10 }), (id, lanes) => {
        const lane = laneOf({ pk: { S: id } }, lanes);
        expect(lane).toBe(laneOf({ pk: { S: id } }, lanes));
        expect(lane >= 0 && lane < lanes).toBe(true);
      }),
    );
  });

  it("is spread over all lanes", () => {
    const lanes = new Set(Array.from({ length: 200 }, (_, n) => laneOf({ pk: { S: `PATIENT#${n}` } }, 4)));
    expect([...lanes].toSorted()).toEqual([0, 1, 2, 3]);
  });
});
