import { constantName } from "@tributary/contract-tools/contract-model";
import { describe, expect, test } from "vitest";
import { examples, generatedContract, generatedOperations, model, services } from "./contracts.ts";

test("every received event has a sender", async () => {
  const all = await Promise.all(services.map(generatedOperations));
  const sent = new Set(all.flatMap(({ sends }) => Object.keys(sends)));
  const orphans = all.flatMap(({ receives }) => Object.keys(receives)).filter(detailType => !sent.has(detailType));
  expect(orphans).toEqual([]);
});

describe.each(services)("%s", async service => {
  const { sends, receives } = await generatedOperations(service);

  test("sends only events whose source it is", () => {
    const sources = Object.values(sends).map(({ contract }) => contract.source);
    expect(sources.filter(source => source !== `tributary.${service}`)).toEqual([]);
  });

  test("finds each event under its own detail-type", async () => {
    for (const [detailType, { contract, bus }] of Object.entries({ ...sends, ...receives })) {
      const event = model.events.find(each => each.detailType === detailType)!;
      expect(contract).toBe(await generatedContract(event));
      expect([contract.detailType, bus, `${contract.name}V${contract.version}`]).toEqual([
        detailType,
        event.bus,
        constantName(event),
      ]);
    }
  });

  test("accepts every example of its events", () => {
    for (const [detailType, { contract }] of Object.entries(receives)) {
      const event = model.events.find(each => each.detailType === detailType)!;
      for (const [name, value] of examples(event, "valid"))
        expect([name, contract.tolerant(value).valid]).toEqual([name, true]);
    }
  });
});
