import { describe, expect, it } from "vitest";
import { deliveryRules, type Operations } from "./delivery-rule.ts";

const operation = (more: Partial<Operations[string]> = {}): Operations[string] => ({
  contract: { source: "tributary.registry", detailType: "ThingChanged.v1" },
  bus: "clinical",
  ...more,
});
const rule = (more: Partial<Operations[string]>) =>
  deliveryRules("clinical", { "ThingChanged.v1": operation(more) })[0];

describe("deliveryRules", () => {
  it("matches exactly the source and the detail-type of the contract", () => {
    expect(rule({})?.pattern).toEqual({ source: ["tributary.registry"], "detail-type": ["ThingChanged.v1"] });
  });

  it("puts the filter of the contract on the detail", () => {
    expect(rule({ filter: { data: { change: ["created"] } } })?.pattern).toHaveProperty("detail.data.change", [
      "created",
    ]);
  });

  it.each([
    ["PT90M", 5400],
    ["P1DT1S", 86_400],
    [undefined, 86_400],
    ["PT1H30S", 3630],
  ])("keeps an event that cannot be delivered for %s", (maxAge, seconds) => {
    const delivery = { order: "sequence", dedupe: "eventId", ...(maxAge ? { maxAge } : {}) } as const;
    expect(rule({ delivery })?.maximumEventAgeInSeconds).toBe(seconds);
  });

  it("refuses a duration in months, which no delivery can take", () => {
    expect(() => rule({ delivery: { order: "none", dedupe: "none", maxAge: "P1M" } })).toThrow(/P1M/);
  });

  it("refuses an event of another bus by name", () => {
    expect(() => rule({ bus: "billing" })).toThrow('ThingChanged.v1 is on the bus "billing", not on "clinical"');
  });
});
