import type { Upcaster } from "@tributary/contract/upcaster";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractsRoot, model } from "./contracts.ts";
import { type TwoVersions, twoVersions } from "./two-versions-fixture.ts";
import { upcastFailures } from "./upcast-failures.ts";
import { upcasterFolderFailures, upcastSamples } from "./upcaster-folder-failures.ts";

test("every upcaster in contracts/upcasters is named by its versions, and makes valid new events of valid old ones", async () => {
  expect(await upcasterFolderFailures(contractsRoot)).toEqual([]);
});

describe("that test", () => {
  let contracts: TwoVersions;
  beforeAll(async () => {
    contracts = await twoVersions();
  });
  afterAll(() => contracts.remove());

  const upcaster = (upcast: string, { from = "V1", to = "V9" } = {}) => `
    import { AddressChangedV1 } from "../generated/address-changed.v1.js";
    import { AddressChangedV9 } from "../generated/address-changed.v9.js";
    const address = (image: object) => ({ use: "unstated", ...image });
    export const upcaster = { from: AddressChanged${from}, to: AddressChanged${to}, upcast: (data: any) => ${upcast} };
  `;
  const name = "address-changed.v1-to-v9.ts";
  const both = `({
    ...data,
    ...("before" in data ? { before: address(data.before) } : {}),
    ...("after" in data ? { after: address(data.after) } : {}),
  })`;

  test("finds nothing in a good one", async () => {
    expect(await upcasterFolderFailures(contracts.withUpcaster(name, upcaster(both)))).toEqual([]);
  });

  test.each<[string, string, string, RegExp]>([
    [
      "one that forgets a variant",
      name,
      upcaster("'after' in data ? { ...data, after: address(data.after) } : data"),
      /: \d+: required at \/data\/before/,
    ],
    ["one that does nothing", name, upcaster("data"), /: 0: required at \/data\//],
    [
      "one that changes what it is given",
      name,
      upcaster("{ for (const image of [data.before, data.after]) if (image) image.use ??= 'unstated'; return data; }"),
      /: \d+: what was given has changed/,
    ],
    ["one that goes the other way", "address-changed.v9-to-v1.ts", upcaster(both), /: is not named/],
    [
      "one between other versions",
      name,
      upcaster("data", { to: "V1" }),
      /: reads AddressChanged.v1 to AddressChanged.v1/,
    ],
    ["another file", "notes.md", "", /^notes\.md: is not named/],
    ["one of an event that is not here", "order-placed.v1-to-v9.ts", upcaster(both), /is no event of these contracts/],
    ["nothing", name, "export {};", /: does not export upcaster/],
  ])("refuses %s", async (_what, file, code, failure) => {
    const failures = await upcasterFolderFailures(contracts.withUpcaster(file, code));
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toMatch(failure);
  });
});

const same: Upcaster = { from: AddressChangedV1, to: AddressChangedV1, upcast: data => data };
const samples = upcastSamples(model, "address-changed.v1");

test("an upcaster that changes nothing passes between the same versions", () => {
  expect(samples.length).toBeGreaterThan(200);
  expect(upcastFailures(same, samples)).toEqual([]);
});

test.each<[string, Upcaster["upcast"], RegExp]>([
  ["one that drops what is required", ({ ...data }: object) => ({ ...data, key: undefined }), /at \/data/],
  ["one that changes what it is given", (data: unknown) => Object.assign(data as object, { extra: 1 }), /has changed/],
  ["one that answers differently", count(), /another answer/],
])("refuses %s", (_what, upcast, failure) => {
  const failures = upcastFailures({ ...same, upcast }, samples);
  expect(failures.length).toBeGreaterThan(0);
  expect(failures[0]).toMatch(failure);
});

function count(): Upcaster["upcast"] {
  let times = 0;
  return (data: unknown) => ({ ...(data as object), times: ++times });
}
