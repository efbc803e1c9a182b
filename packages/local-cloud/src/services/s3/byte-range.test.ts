import fc from "fast-check";
import { expect, it } from "vitest";
import { readRange } from "./byte-range.ts";

const size = fc.integer({ min: 1, max: 50 });
const place = fc.integer({ min: 0, max: 60 });

it("gives exactly the bytes asked for that there are", () => {
  fc.assert(
    fc.property(size, place, place, (length, start, end) => {
      fc.pre(start <= end && start < length);
      const bytes = [...Array(length).keys()];
      const range = readRange(`bytes=${start}-${end}`, length);
      expect(bytes.slice(range?.start, (range?.end ?? 0) + 1)).toEqual(bytes.filter(at => at >= start && at <= end));
    }),
  );
});

it("gives the last bytes, all of them when more are asked for", () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 60 }), (length, count) => {
      const range = readRange(`bytes=-${count}`, length);
      expect(range).toEqual({ start: Math.max(0, length - count), end: length - 1 });
    }),
  );
});

it.each(["bytes=5-", "bytes=9-12", "bytes=-0"])("refuses %s of 5 bytes", header => {
  expect(() => readRange(header, 5)).toThrow("not satisfiable");
});

it.each([undefined, "bytes=a-b", "bytes=0-1,3-4", "bytes=3-1", "lines=1-2", "bytes=-"])(
  "takes %s as the whole",
  header => {
    expect(readRange(header, 5)).toBeUndefined();
  },
);
