import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import type { BundleCall } from "@tributary/healthlake/bundle-chunks";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { createInputFindings } from "../input/input-findings.ts";
import { feed } from "./feed.ts";
import type { PlacedResource } from "./load-store.ts";

const COUNT = 120;

/** A reading of patients, a data store that notes what comes, a registry's table, and what happened in which order. */
async function open() {
  const client: DynamoDBClient = await tableClient("Registry", ["pk", "sk"]);
  const stop = new AbortController();
  const happened: string[] = [];
  const note = (what: string) => happened.at(-1) !== what && happened.push(what);
  const store = {
    async batch(calls: readonly BundleCall[]) {
      note("store");
      return calls.map(() => ({ ok: true, status: "200" }));
    },
  } as unknown as Pick<FhirClient, "batch">;
  async function* resources(): AsyncGenerator<PlacedResource> {
    const at = { file: "f", line: 1 };
    for (let index = 0; index < COUNT; index++) yield { resource: { resourceType: "Patient", id: `p-${index}` }, at };
    yield { resource: { resourceType: "Basic", id: "b", code: { text: "x" } }, at };
  }
  const problems: string[] = [];
  const load = () =>
    feed(resources(), {
      registry: { client, table: "Registry" },
      ...{ store, findings: createInputFindings(text => void problems.push(text)), resuming: false, stop },
      ready: Promise.resolve(),
      caughtUp: async () => void note("caught up"),
      async pace(_count, write) {
        const before = happened.length;
        const result = await write();
        if (happened.length === before && happened.at(-1) !== "store") note("registry");
        return result;
      },
    });
  const rows = async () => ((await client.send(new ScanCommand({ TableName: "Registry" }))) as ScanCommandOutput).Count;
  return { load, rows, stop, happened, problems };
}

test("writes the registry after the data store has everything and its consumers have caught up", async () => {
  const { load, rows, happened, problems } = await open();
  await load();
  expect(happened).toEqual(["store", "caught up", "registry"]);
  expect([await rows(), problems]).toEqual([COUNT, []]);
});

test("writes nothing to the registry after it is stopped", async () => {
  const { load, rows, stop, happened } = await open();
  stop.abort();
  await load();
  expect([happened[0], await rows()]).toEqual(["store", 0]);
});
