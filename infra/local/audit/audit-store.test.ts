import { hex32 } from "@tributary/bus/event-id";
import { createCloud } from "@tributary/local-cloud/cloud";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrivals } from "./arrivals.ts";
import { auditStore } from "./audit-store.ts";

const DAY = 24 * 60 * 60 * 1_000;
const LAG = 40;

type Op = "create" | "update" | "delete";

/** A data store and an archived bus; tests publish the versions by hand. */
function openCloud() {
  const clock = virtualClock();
  const cloud = createCloud({
    services: [...healthlakeServices({ behaviour: { cloudTrail: false } }), eventsService],
    ...{ storage: "memory", region: "us-east-1", account: "000000000000", clock },
  });
  const { call } = cloud.context;
  const { DatastoreId } = call("healthlake", "CreateFHIRDatastore", { DatastoreTypeVersion: "R4" }) as {
    DatastoreId: string;
  };
  const { EventBusArn } = call("events", "CreateEventBus", { Name: "clinical" }) as { EventBusArn: string };
  call("events", "CreateArchive", { ArchiveName: "all", EventSourceArn: EventBusArn });
  const eventId = (name: string, version: number, op: Op) =>
    hex32(`${DatastoreId}/${name}/${version}/${op}|FhirResourceChanged.v1`);
  const send = (detail: object, DetailType = "FhirResourceChanged.v1") =>
    call("events", "PutEvents", {
      Entries: [{ EventBusName: "clinical", Source: "test", DetailType, Detail: JSON.stringify(detail) }],
    });
  return {
    ...{ cloud, clock, eventId, send },
    audit: () => auditStore(cloud.context, DatastoreId),
    async write(name: string, isDelete = false): Promise<void> {
      const [resourceType, id] = name.split("/");
      const answer = await cloud.handle({
        method: isDelete ? "DELETE" : "PUT",
        path: `/datastore/${DatastoreId}/r4/${name}`,
        query: new URLSearchParams(),
        headers: { host: "healthlake.us-east-1.amazonaws.com", "content-type": "application/fhir+json" },
        body: Buffer.from(isDelete ? "" : JSON.stringify({ resourceType, id })),
      });
      expect(answer.status).toBeLessThan(300);
    },
    publish(name: string, version: number, op: Op, detailType = "FhirResourceChanged.v1"): string {
      const [resourceType, id] = name.split("/");
      const metadata = {
        eventId: eventId(name, version, op),
        occurredAt: new Date(clock.now()).toISOString(),
        publishedAt: new Date(clock.now() + LAG).toISOString(),
      };
      send({ metadata, data: { key: { datastoreId: DatastoreId, resourceType, id } } }, detailType);
      return metadata.eventId;
    },
  };
}

const arrived = (completed: readonly string[], quarantined: readonly string[] = []): Arrivals => ({
  outcomeOf: ({ eventId }) =>
    completed.includes(eventId) ? "applied" : quarantined.includes(eventId) ? "quarantined" : undefined,
  isQuarantined: id => quarantined.includes(id),
  close() {},
});

describe("auditing the data store's history with the events", () => {
  it("finds the event of each version, including a deletion and later versions, however often it was published", async () => {
    const { write, publish, audit } = openCloud();
    for (const isDelete of [false, false, true, false]) await write("Patient/a", isDelete);
    const ops: Op[] = ["create", "update", "delete", "create"];
    const ids = ops.map((op, index) => publish("Patient/a", index + 1, op));
    publish("Patient/a", 1, "create");
    const running = audit();
    expect(await running.missing()).toBe(0);
    const { types, missing, extra, unapplied } = await running.result(arrived(ids.slice(0, 3), ids.slice(3)));
    expect([missing.count, extra.count, unapplied.count]).toEqual([0, 0, 0]);
    expect(types.get("Patient")).toEqual({
      ...{ written: 4, published: 4, applied: 3, quarantined: 1, missing: 0, extra: 0 },
      lagMs: { p50: LAG, p99: LAG },
    });
  });

  it("names missing events, events without a version, and events neither applied nor quarantined", async () => {
    const { write, publish, audit, eventId } = openCloud();
    for (const name of ["Patient/a", "Patient/b", "Person/c"]) await write(name);
    const a = publish("Patient/a", 1, "create");
    const wrong = publish("Patient/a", 1, "update");
    publish("Patient/b", 1, "create", "AnotherEvent.v1");
    const { types, missing, extra, unapplied } = await audit().result(arrived([]));
    expect(missing).toEqual({ count: 2, first: expect.arrayContaining([eventId("Patient/b", 1, "create")]) });
    expect(extra).toEqual({ count: 1, first: [wrong] });
    expect(unapplied).toEqual({ count: 1, first: [a] });
    expect(types.get("Patient")).toMatchObject({ written: 2, published: 1, applied: 0, missing: 1, extra: 1 });
    expect(types.get("Person")).toMatchObject({ written: 1, missing: 1, lagMs: { p50: null, p99: null } });
  });

  it("skips events under the event's name that break the contract (anyone may publish)", async () => {
    const { write, publish, send, audit } = openCloud();
    await write("Patient/a");
    const id = publish("Patient/a", 1, "create");
    const times = { occurredAt: "2026-01-01T00:00:00Z", publishedAt: "2026-01-01T00:00:00Z" };
    send({ x: 1 });
    send({ metadata: null, data: {} });
    send({ metadata: { eventId: "e1", ...times }, data: { key: null } });
    send({ metadata: { eventId: "e2", ...times, publishedAt: "soon" }, data: { key: { resourceType: "Patient" } } });
    send({ metadata: { eventId: 3, ...times }, data: { key: { resourceType: "Patient" } } });
    const { types, missing, extra } = await audit().result(arrived([id]));
    expect([missing.count, extra.count]).toEqual([0, 0]);
    expect(types.get("Patient")).toMatchObject({ published: 1, applied: 1, extra: 0 });
  });

  it("counts all missing events and names a thousand", async () => {
    const { write, audit } = openCloud();
    for (let index = 0; index < 1_005; index++) await write(`Patient/${index}`);
    const { missing } = await audit().result(arrived([]));
    expect([missing.count, missing.first.length]).toEqual([1_005, 1_000]);
  });

  it("skips resources older than the archive, and subscription resources", async () => {
    const { clock, write, audit } = openCloud();
    await write("Patient/old");
    await clock.advance(7 * DAY);
    await write("Patient/new");
    const { types, missing } = await audit().result(arrived([]));
    expect(missing.count).toBe(1);
    expect([...types.keys()]).toEqual(["Patient"]);
    expect(types.get("Patient")).toMatchObject({ written: 1, missing: 1 });
  });

  it("returns the same findings however often it looked before", async () => {
    const step = fc.record({
      name: fc.constantFrom("Patient/a", "Patient/b", "Person/c"),
      kind: fc.constantFrom("write", "write", "delete", "publish", "publish", "look"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
        const { write, publish, audit } = openCloud();
        const looking = audit();
        const history = new Map<string, Op[]>();
        const published = new Map<string, number>();
        let unpublished = 0;
        for (const { name, kind } of steps) {
          const ops = history.get(name) ?? [];
          const last = ops.at(-1);
          if (kind === "look") expect(await looking.missing()).toBe(unpublished);
          else if (kind === "publish") {
            const count = published.get(name) ?? 0;
            const op = ops[count];
            if (op === undefined) continue;
            publish(name, count + 1, op);
            published.set(name, count + 1);
            unpublished--;
          } else {
            if (kind === "delete" && (last === undefined || last === "delete")) continue;
            await write(name, kind === "delete");
            const op = kind === "delete" ? "delete" : last === undefined || last === "delete" ? "create" : "update";
            history.set(name, [...ops, op]);
            unpublished++;
          }
        }
        const whole = await audit().result(arrived([]));
        expect(await looking.result(arrived([]))).toEqual(whole);
        expect(whole.missing.count).toBe(unpublished);
        expect(whole.extra.count).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
