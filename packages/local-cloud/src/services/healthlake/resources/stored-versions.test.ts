import { openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";
import { currentResources, holdsAnyBut, holdsResource, versionsAfter } from "./stored-versions.ts";

/** A data store with a history of two types, whose histories show nothing yet. */
async function withHistory() {
  const { cloud, datastoreId } = openHealthLake({ cloudTrail: false, historyLagMs: 60_000 });
  const send = async (method: string, path: string, resource?: object) => {
    const { status } = await cloud.handle({
      ...{ method, path: `/datastore/${datastoreId}/r4/${path}`, query: new URLSearchParams() },
      headers: { host: "healthlake.us-east-1.amazonaws.com", "content-type": "application/fhir+json" },
      body: Buffer.from(resource ? JSON.stringify(resource) : ""),
    });
    expect(status).toBeLessThan(300);
  };
  await send("PUT", "Patient/a", { resourceType: "Patient", id: "a" });
  await send("PUT", "Patient/b", { resourceType: "Patient", id: "b" });
  await send("PUT", "Patient/b", { resourceType: "Patient", id: "b", active: true });
  await send("DELETE", "Patient/a");
  return { context: cloud.context, datastoreId };
}

describe("what a data store has stored", () => {
  it("is told version by version, in the order of writing, each with what it followed", async () => {
    const { context, datastoreId } = await withHistory();
    const all = versionsAfter(context, datastoreId, 0, 100);
    expect(all.map(({ id, version, isDeleted, before }) => ({ id, version, isDeleted, before }))).toEqual([
      { id: "a", version: 1, isDeleted: false, before: undefined },
      { id: "b", version: 1, isDeleted: false, before: undefined },
      { id: "b", version: 2, isDeleted: false, before: { version: 1, isDeleted: false } },
      { id: "a", version: 2, isDeleted: true, before: { version: 1, isDeleted: false } },
    ]);
    expect(versionsAfter(context, datastoreId, all[1]!.seq, 1)).toEqual([all[2]]);
    expect(versionsAfter(context, datastoreId, all[3]!.seq, 1)).toEqual([]);
  });

  it("is current unless a deletion or a newer version followed", async () => {
    const { context, datastoreId } = await withHistory();
    const current = [...currentResources(context, datastoreId, "Patient")].map(text => JSON.parse(text));
    expect(current).toEqual([expect.objectContaining({ id: "b", active: true })]);
    expect(holdsResource(context, datastoreId, "Patient", "b")).toBe(true);
    for (const [type, id] of [
      ["Patient", "a"],
      ["Patient", "c"],
      ["Group", "b"],
    ] as const)
      expect(holdsResource(context, datastoreId, type, id)).toBe(false);
    expect(holdsAnyBut(context, datastoreId, "Group")).toBe(true);
    expect(holdsAnyBut(context, datastoreId, "Patient")).toBe(false);
  });

  it("is of that data store alone", async () => {
    const { context } = await withHistory();
    const { DatastoreId: other } = context.call("healthlake", "CreateFHIRDatastore", {
      DatastoreTypeVersion: "R4",
    }) as { DatastoreId: string };
    expect(versionsAfter(context, other, 0, 100)).toEqual([]);
    expect([...currentResources(context, other, "Patient")]).toEqual([]);
    expect(holdsAnyBut(context, other, "Group")).toBe(false);
  });
});
