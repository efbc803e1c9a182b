import { GetItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { describe, expect, test } from "vitest";
import { dynamodbTimeline } from "./dynamodb-timeline.ts";
import { memoryTimeline } from "./memory-timeline.ts";
import { BY_OWNER, resourcePlace, type TimelineEntry } from "./timeline.ts";
import type { TimelineStore } from "./timeline-store.ts";

const image = { patientId: "p1", givenNames: ["Ada"], identifiers: [], telecom: [] };
const entry = (sequence: number, over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  partition: "PATIENT#p1",
  part: "RECORD",
  sequence: String(sequence).padStart(40, "0"),
  occurredAt: "2026-01-01T00:00:00Z",
  eventId: `event-${sequence}`,
  correlationId: "c",
  deleted: false,
  image,
  ...over,
});
const tombstone = (sequence: number): TimelineEntry => {
  const { image: _, ...rest } = entry(sequence);
  return { ...rest, deleted: true };
};

/** A store, and what it holds at a place: the sequence, and whether there is an image. */
interface Bench {
  readonly store: TimelineStore;
  readonly held: (patientId: string, part: string) => Promise<{ sequence: number; image: unknown } | undefined>;
}

async function inMemory(): Promise<Bench> {
  const store = memoryTimeline();
  return {
    store,
    held: async (patientId, part) => {
      const found = store.entries.get(`PATIENT#${patientId} ${part}`);
      return found && { sequence: Number(found.sequence), image: found.image };
    },
  };
}

/** The table with the index by owner, as the program makes it. */
async function timelineTable() {
  const client = await tableClient("Timeline", ["pk", "sk"]);
  const KeySchema = [
    { AttributeName: "owner", KeyType: "HASH" as const },
    { AttributeName: "sk", KeyType: "RANGE" as const },
  ];
  const Create = { IndexName: BY_OWNER, KeySchema, Projection: { ProjectionType: "ALL" as const } };
  await client.send(
    new UpdateTableCommand({
      TableName: "Timeline",
      AttributeDefinitions: ["pk", "sk", "owner"].map(AttributeName => ({
        AttributeName,
        AttributeType: "S" as const,
      })),
      GlobalSecondaryIndexUpdates: [{ Create }],
    }),
  );
  return client;
}

async function inDynamodb(): Promise<Bench> {
  const client = await timelineTable();
  return {
    store: dynamodbTimeline({ table: "Timeline", client }),
    held: async (patientId, part) => {
      const Key = { pk: { S: `PATIENT#${patientId}` }, sk: { S: part } };
      const { Item } = await client.send(new GetItemCommand({ TableName: "Timeline", Key }));
      if (Item === undefined) return undefined;
      const { sequence, image, deleted } = unmarshall(Item);
      expect(deleted).toBe(image === undefined);
      return { sequence: Number(sequence), image };
    },
  };
}

describe.each([
  ["in memory", inMemory],
  ["in DynamoDB", inDynamodb],
])("the timeline %s", (_, makeBench) => {
  test("keeps the newest entry", async () => {
    const { store, held } = await makeBench();
    expect(await store.apply(entry(1))).toBe("applied");
    expect(await store.apply(entry(2))).toBe("applied");
    expect(await held("p1", "RECORD")).toEqual({ sequence: 2, image });
  });

  test("ignores an entry that is older, or came before", async () => {
    const { store, held } = await makeBench();
    await store.apply(entry(10));
    expect(await store.apply(entry(9))).toBe("stale");
    expect(await store.apply(entry(10))).toBe("stale");
    expect(await held("p1", "RECORD")).toEqual({ sequence: 10, image });
  });

  test("keeps a tombstone against older entries, and gives way to newer ones", async () => {
    const { store, held } = await makeBench();
    await store.apply(entry(1));
    expect(await store.apply(tombstone(3))).toBe("applied");
    expect(await store.apply(entry(2))).toBe("stale");
    expect(await held("p1", "RECORD")).toEqual({ sequence: 3, image: undefined });
    expect(await store.apply(entry(4))).toBe("applied");
  });

  test("keeps a tombstone of a thing it never saw", async () => {
    const { store, held } = await makeBench();
    expect(await store.apply(tombstone(3))).toBe("applied");
    expect(await held("p1", "RECORD")).toEqual({ sequence: 3, image: undefined });
  });

  test("moves a FHIR resource from one owner to another by one write, and away when it is gone", async () => {
    const { store } = await makeBench();
    const resource = (sequence: number, owner?: string): TimelineEntry => ({
      ...tombstone(sequence),
      ...resourcePlace("Observation", "o"),
      ...(owner !== undefined && { owner, deleted: false }),
    });
    const of = async (owner: string) => (await store.of(owner)).map(({ sequence }) => Number(sequence));
    expect(await store.apply(resource(1, "FHIR#Patient/a"))).toBe("applied");
    expect([await of("FHIR#Patient/a"), await of("FHIR#Patient/b")]).toEqual([[1], []]);
    expect(await store.apply(resource(3, "FHIR#Patient/b"))).toBe("applied");
    expect(await store.apply(resource(2, "FHIR#Patient/a"))).toBe("stale");
    expect([await of("FHIR#Patient/a"), await of("FHIR#Patient/b")]).toEqual([[], [3]]);
    expect(await store.apply(resource(4))).toBe("applied");
    expect([await of("FHIR#Patient/a"), await of("FHIR#Patient/b")]).toEqual([[], []]);
  });

  test("keeps patients and their addresses apart", async () => {
    const { store, held } = await makeBench();
    await store.apply(entry(5));
    expect(await store.apply(entry(1, { part: "ADDRESS#1" }))).toBe("applied");
    expect(await store.apply(entry(1, { partition: "PATIENT#p2" }))).toBe("applied");
    expect(await held("p1", "ADDRESS#1")).toMatchObject({ sequence: 1 });
    const own = await store.of("PATIENT#p1");
    expect(own.toSorted((a, b) => (a.part < b.part ? -1 : 1))).toEqual([entry(1, { part: "ADDRESS#1" }), entry(5)]);
  });
});
