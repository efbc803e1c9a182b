import type { Resource } from "@tributary/fhir/resource";
import type { BundleCall } from "@tributary/healthlake/bundle-chunks";
import type { EntryOutcome } from "@tributary/healthlake/bundle-operations";
import { FhirError, type FhirErrorKind } from "@tributary/healthlake/fhir-error";
import { describe, expect, it } from "vitest";
import { loadStore, type PlacedResource } from "./load-store.ts";

const done: EntryOutcome = {
  ok: true,
  status: 200,
  id: "x",
  versionId: "1",
  lastModified: undefined,
  resource: undefined,
};
const failed = (kind: FhirErrorKind, status: number): EntryOutcome => ({
  ok: false,
  error: new FhirError({
    ...{ kind, status, interaction: "PUT Patient/{id}" },
    issues: [{ severity: "error", code: "invalid", expression: ["Patient.name"] }],
  }),
});

async function* patients(...ids: string[]): AsyncGenerator<PlacedResource> {
  for (const [index, id] of ids.entries())
    yield { resource: { resourceType: "Patient", id }, at: { file: "in.ndjson", line: index + 1 } };
}

function store(answer: (call: BundleCall) => EntryOutcome) {
  const bundles: string[][] = [];
  let open = 0;
  const seen = { bundles, most: 0, overlapping: false };
  const inWork = new Set<string>();
  return {
    seen,
    async batch(calls: readonly BundleCall[]) {
      bundles.push(calls.map(({ method, url }) => `${method} ${url}`));
      seen.most = Math.max(seen.most, ++open);
      for (const { url } of calls) {
        seen.overlapping ||= inWork.has(url);
        inWork.add(url);
      }
      await new Promise(resolve => setImmediate(resolve));
      for (const { url } of calls) inWork.delete(url);
      open--;
      return calls.map(answer);
    },
  };
}

describe("loading the data store", () => {
  it("puts resources in batches, several at once, and never two versions of one resource at a time", async () => {
    const client = store(() => done);
    const ids = Array.from({ length: 500 }, (_, index) => `p-${index % 120}`);
    const written = await loadStore(patients(...ids), { client, onRefused: () => expect.unreachable() });
    expect(written).toBe(500);
    expect(client.seen.bundles.flat()).toEqual(ids.map(id => `PUT Patient/${id}`));
    expect(client.seen.most).toBeGreaterThan(1);
    expect(client.seen.most).toBeLessThanOrEqual(4);
    expect(client.seen.overlapping).toBe(false);
  });

  it("sends only as many large resources at once as fit into memory", async () => {
    const client = store(() => done);
    async function* scans() {
      for (const [id, characters] of Object.entries({ a: 1e6, b: 1e6, c: 5e6, d: 3e6, e: 2e6, f: 10, g: 10 })) {
        const text = { status: "additional" as const, div: "x".repeat(characters) };
        const resource = { resourceType: "Patient" as const, id, text };
        yield { resource, at: { file: "in.ndjson", line: 1 } };
      }
    }
    expect(await loadStore(scans(), { client, onRefused: () => expect.unreachable() })).toBe(7);
    const sent = client.seen.bundles.map(bundle => bundle.map(call => call.at(-1)).join(""));
    expect(sent).toEqual(["ab", "c", "d", "efg"]);
  });

  it("reports each rejected resource by place and code only, and writes the rest", async () => {
    const client = store(({ url }) => (url === "Patient/b" ? failed("unprocessable", 422) : done));
    const refused: unknown[] = [];
    const onRefused = (at: object, reason: string) => refused.push([at, reason]);
    expect(await loadStore(patients("a", "b", "c"), { client, onRefused })).toBe(2);
    expect(refused).toEqual([[{ file: "in.ndjson", line: 2 }, "refused by HealthLake (422, invalid at Patient.name)"]]);
  });

  it("skips unchanged resources and writes changed and missing ones", async () => {
    const meta = { versionId: "7", lastUpdated: "2026-01-01T00:00:00Z" };
    const held: Readonly<Record<string, object>> = {
      "Patient/same": {
        resourceType: "Patient",
        active: true,
        meta,
        id: "same",
        name: [{ family: "F", use: "usual" }],
      },
      "Patient/tagged": { resourceType: "Patient", id: "tagged", meta: { ...meta, tag: [{ code: "t" }] } },
      "Patient/changed": { resourceType: "Patient", id: "changed", active: true, meta },
      "Patient/reordered": { resourceType: "Patient", id: "reordered", name: [{ family: "A" }, { family: "B" }], meta },
    };
    const client = store(({ method, url }) => {
      if (method !== "GET") return url === "Patient/refused" ? failed("unprocessable", 422) : done;
      return held[url] ? { ...done, resource: held[url] as Resource } : failed("not-found", 404);
    });
    async function* input(): AsyncGenerator<PlacedResource> {
      const resources = [
        { id: "same", meta: { versionId: "2" }, name: [{ use: "usual" as const, family: "F" }], active: true },
        { id: "new" },
        { id: "tagged", meta: { tag: [{ code: "t" }] } },
        { id: "changed", active: false },
        { id: "reordered", name: [{ family: "B" }, { family: "A" }] },
        { id: "refused" },
      ];
      for (const [index, resource] of resources.entries())
        yield { resource: { resourceType: "Patient", ...resource }, at: { file: "in.ndjson", line: index + 1 } };
    }
    const told: unknown[] = [];
    const onUnchanged = (count: number) => told.push(count);
    const onRefused = (at: object) => told.push(at);
    expect(await loadStore(input(), { client, onUnchanged, onRefused })).toBe(3);
    expect(told).toEqual([2, { file: "in.ndjson", line: 6 }]);
    expect(client.seen.bundles).toEqual([
      ["same", "new", "tagged", "changed", "reordered", "refused"].map(id => `GET Patient/${id}`),
      ["new", "changed", "reordered", "refused"].map(id => `PUT Patient/${id}`),
    ]);
  });

  it("ends if the data store keeps failing", async () => {
    const client = store(() => failed("throttled", 429));
    await expect(loadStore(patients("a"), { client, onRefused() {} })).rejects.toMatchObject({ kind: "throttled" });
  });
});
