import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLagMeter } from "./lag-meter.ts";

describe("the lag meter", () => {
  it("takes the n-th applied for the n-th written, however many come at once", () => {
    const step = fc.record({ written: fc.nat(40), applied: fc.nat(40), later: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), steps => {
        const meter = createLagMeter();
        const waiting: number[] = [];
        const lags: number[] = [];
        let now = 0;
        for (const { written, applied, later } of steps) {
          meter.written(written, now);
          waiting.push(...Array(written).fill(now));
          now += later;
          meter.applied(applied, now);
          for (const at of waiting.splice(0, applied)) lags.push(now - at);
        }
        lags.sort((a, b) => a - b);
        expect(meter.quantiles(0, 0.5, 1)).toEqual([lags[0], lags[Math.floor(lags.length / 2)], lags.at(-1)]);
      }),
    );
  });

  it("measures the last few thousand of a hundred thousand", () => {
    const meter = createLagMeter();
    for (let now = 0; now < 100_000; now++) {
      meter.written(1, now);
      if (now >= 10) meter.applied(1, now);
    }
    expect(meter.quantiles(0, 0.5, 1)).toEqual([10, 10, 10]);
  });

  it("has no lag before the first write, and skips keys never written", () => {
    const meter = createLagMeter();
    expect(meter.quantiles(0.5)).toEqual([undefined]);
    meter.applied(3, 7);
    expect(meter.quantiles(0.5)).toEqual([undefined]);
  });
});
