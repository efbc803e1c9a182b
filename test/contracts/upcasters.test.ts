import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Upcaster } from "@tributary/contract/upcaster";
import { arbitraryFor } from "@tributary/contract-tools/arbitrary";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contractsRoot, examples, model } from "./contracts.ts";
import { upcastFailures } from "./upcast-failures.ts";

const folder = join(contractsRoot, "upcasters");
const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(".ts")) : [];
const event = (stem: string) => model.events.find(each => each.stem === stem);

/** Everything that the old version's contract offers: its examples, and generated events. */
function samples(stem: string): unknown[] {
  const found = event(stem);
  if (found === undefined) throw new Error(`${stem} is no event of these contracts`);
  const arbitrary = arbitraryFor(found.schema.schema, schemaSet(model.schemas));
  return [...examples(found, "valid").map(([, value]) => value), ...fc.sample(arbitrary, { numRuns: 200, seed: 1 })];
}

test("every upcaster in contracts/upcasters is named by its versions, and makes valid new events of valid old ones", async () => {
  for (const file of files) {
    const [, name, old, next] = /^(.+)\.v(\d+)-to-v(\d+)\.ts$/.exec(file) ?? [];
    expect([file, Number(next) > Number(old)]).toEqual([file, true]);
    const { upcaster }: { upcaster: Upcaster } = await import(join(folder, file));
    expect([upcaster.from.version, upcaster.to.version]).toEqual([Number(old), Number(next)]);
    expect([file, upcastFailures(upcaster, samples(`${name}.v${old}`))]).toEqual([file, []]);
  }
});

const same: Upcaster = { from: AddressChangedV1, to: AddressChangedV1, upcast: data => data };

test("that test lets an upcaster pass that changes nothing", () => {
  expect(upcastFailures(same, samples("address-changed.v1"))).toEqual([]);
});

test.each<[string, Upcaster["upcast"], RegExp]>([
  ["one that drops what is required", ({ ...data }: object) => ({ ...data, key: undefined }), /at \/data/],
  ["one that changes what it is given", (data: unknown) => Object.assign(data as object, { extra: 1 }), /has changed/],
  ["one that answers differently", count(), /another answer/],
])("that test refuses %s", (_what, upcast, failure) => {
  const failures = upcastFailures({ ...same, upcast }, samples("address-changed.v1"));
  expect(failures.length).toBeGreaterThan(0);
  expect(failures[0]).toMatch(failure);
});

function count(): Upcaster["upcast"] {
  let times = 0;
  return (data: unknown) => ({ ...(data as object), times: ++times });
}
