import fc from "fast-check";
import { expect, it } from "vitest";
import { createLargeMap } from "./large-map.ts";

it("returns the last value of each key, in memory and beyond", () => {
  const text = fc.string({ maxLength: 2 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), fc.nat(5), (entries, inMemory) => {
      const map = createLargeMap(inMemory);
      for (const [key, value] of entries) map.set(key, value);
      const held = entries.map(([key]) => map.get(key));
      expect(map.get("never set")).toBeUndefined();
      map.close();
      expect(held).toEqual(entries.map(([key]) => new Map(entries).get(key)));
    }),
  );
});
