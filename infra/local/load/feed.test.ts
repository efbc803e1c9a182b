import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import type { BundleCall } from "@tributary/healthlake/bundle-chunks";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { createInputFindings } from "../input/input-findings.ts";
import { feed } from "./feed.ts";
import type { PlacedResource } from "./load-store.ts";

const COUNT = 120;

/** A source of patients, a data store and a registry's table, with a log of what happened in which order. */
async function open({ isHeard = false }: { readonly isHeard?: boolean } = {}) {
  const client: DynamoDBClient = await tableClient("Registry", ["pk", "sk"]);
  const stop = new AbortController();
  const happened: string[] = [];
  const note = (what: string) => happened.at(-1) !== what && happened.push(what);
  const rowsWritten = Promise.withResolvers<void>();
  const known = new Set<(id: string) => void>();
  const store = {
    async batch(calls: readonly BundleCall[]) {
      // What comes after the first patients is kept back until rows of those have gone.
      if (isHeard && happened.includes("store")) await rowsWritten.promise;
      note("store");
      if (isHeard) for (const { url } of calls) for (const hear of known) hear(url.replace(/^Patient\//, ""));
      return calls.map(() => ({ ok: true, status: "200" }));
    },
  } as unknown as { batch: FhirClient["batch"] };
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
      known: {
        on(hear) {
          known.add(hear);
          return () => known.delete(hear);
        },
      },
      caughtUp: async stop => {
        note("caught up");
        if (!isHeard) return;
        await new Promise(resolve => stop.addEventListener("abort", resolve));
      },
      async pace(_count, write) {
        const result = await write();
        if (Array.isArray(result)) return result; // Outcomes of the data store.
        note("registry");
        rowsWritten.resolve();
        return result;
      },
    });
  const rows = async () => ((await client.send(new ScanCommand({ TableName: "Registry" }))) as ScanCommandOutput).Count;
  return { load, rows, stop, happened, problems, known, store };
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

test("writes a patient's rows once that patient is known, without waiting for all to catch up", async () => {
  const { load, rows, happened, known } = await open({ isHeard: true });
  await load();
  expect(happened.indexOf("registry")).toBeGreaterThan(0);
  expect(happened.lastIndexOf("store")).toBeGreaterThan(happened.indexOf("registry"));
  expect([await rows(), known.size]).toEqual([COUNT, 0]);
});

test("writes no more rows once the data store fails", async () => {
  const { load, rows, store, known } = await open();
  store.batch = async () => {
    throw new Error("The data store is gone.");
  };
  await expect(load()).rejects.toThrow("The data store is gone.");
  expect([await rows(), known.size]).toEqual([0, 0]);
});
