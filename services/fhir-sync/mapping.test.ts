import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import { PermanentError } from "@tributary/delivery/permanent-error";
import type { Observation } from "@tributary/fhir/resource";
import { createFhirClient } from "@tributary/healthlake/fhir-client";
import { fetchFrom } from "@tributary/testkit/fetch-from";
import { openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, test } from "vitest";
import type { DetailOf } from "./change-detail.ts";
import { MAIN } from "./item-state.ts";
import { decide, type MapItem, mapping } from "./mapping.ts";
import { mappings } from "./mappings.ts";
import { memoryIdentities } from "./memory-identities.ts";
import { memorySyncStates } from "./memory-sync-states.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { itemHandlers, syncItem } from "./sync-item.ts";

type Detail = DetailOf<"PatientRecordChanged.v1">;

const EVENT = "PatientRecordChanged.v1";
const image = (familyName: string): PatientImage => ({
  ...{ patientId: "p", familyName, givenNames: [], identifiers: [], telecom: [] },
});
const observation = (text: string): Observation => ({ resourceType: "Observation", status: "final", code: { text } });
const named: MapItem<typeof EVENT, "Observation"> = ({ familyName = "" }) =>
  familyName === "" ? undefined : observation(familyName);
const names = mapping("names", EVENT, "Observation", named);
const of = (sequence: number, familyName?: string): Detail => {
  const time = "2026-01-01T00:00:00Z";
  const change =
    familyName === undefined
      ? { change: "deleted" as const, before: image("x") }
      : { change: "created" as const, after: image(familyName) };
  return {
    metadata: {
      ...{ occurredAt: time, publishedAt: time, subject: "Patient/p", correlationId: "c", causationId: "k" },
      ...{ traceparent: "t", dataschema: "urn:s", sequence: String(sequence).padStart(40, "0") },
      eventId: String(sequence).padStart(32, "0"),
    },
    data: { key: { patientId: "p" }, ...change } as Detail["data"],
  };
};

class Died extends Error {}

/** A data store and memory behind calls of which one ends a handler, before or after it is made. */
function open(dieAt = -1) {
  const { cloud, clock, datastoreId, stop } = openHealthLake({ cloudTrail: false });
  const client = createFhirClient({
    ...{ region: "us-east-1", datastoreId, endpoint: "http://localhost", fetch: fetchFrom(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    retry: { maxAttempts: 1 },
    sleep: async () => {},
    now: () => new Date(clock.now()),
  });
  let [calls, isDead, made] = [0, false, 0];
  const around = <Service extends object>(service: Service): Service =>
    Object.fromEntries(
      Object.entries(service).map(([name, call]) => [
        name,
        async (...input: unknown[]) => {
          const at = calls++ * 2;
          isDead ||= at === dieAt;
          if (isDead) throw new Died();
          const answer = await call(...input);
          isDead = at + 1 === dieAt;
          if (isDead) throw new Died();
          return answer;
        },
      ]),
    ) as Service;
  const { read, update, delete: remove } = client;
  const dependencies: SyncDependencies = {
    states: around(memorySyncStates()),
    identities: around(memoryIdentities()),
    client: around({ read, update, delete: remove }) as SyncDependencies["client"],
    trustedSystems: [],
    newId: () => `made-${++made}`,
    sleep: async () => {},
  };
  const versions = () =>
    cloud.context.store
      .prepare("SELECT id, body FROM healthlake_versions WHERE type = 'Observation' ORDER BY seq")
      .all()
      .map(({ id, body }) => ({
        id: String(id),
        text: body === null ? "deleted" : (JSON.parse(String(body)) as Observation).code.text,
      }));
  return {
    client,
    stop,
    versions,
    now: () => versions().at(-1)?.text,
    /** Handles an event until it is done, however often the handler dies. */
    async sync(...events: Detail[]): Promise<void> {
      for (const event of events)
        for (let isDone = false; !isDone; ) {
          isDead = false;
          isDone = await syncItem(EVENT, event, [names], dependencies).then(
            () => true,
            error => {
              if (!(error instanceof Died)) throw error;
              return false;
            },
          );
        }
    },
    wasReached: () => calls * 2 > dieAt,
  };
}

test("makes one resource of an item, whichever call the handler dies at", async () => {
  for (let dieAt = 0, isReached = true; isReached; dieAt++) {
    const bench = open(dieAt);
    await bench.sync(of(1, "Rivers"), of(2, "Brooks"));
    const at = bench.now();
    await bench.sync(of(4), of(3, "Late"), of(5, "Lakes"));
    const ids = new Set(bench.versions().map(({ id }) => id));
    expect([dieAt, at, bench.now(), ids.size]).toEqual([dieAt, "Brooks", "Lakes", 1]);
    isReached = bench.wasReached();
    await bench.stop();
  }
});

test("never overwrites another resource of the same id", async () => {
  const bench = open();
  await bench.sync(of(1, "Rivers"));
  const foreign = await bench.client.update({ ...observation("theirs"), id: "theirs" });
  await bench.sync(of(2, "Brooks"), of(3));
  expect(bench.versions().filter(({ id }) => id === "theirs")).toEqual([{ id: "theirs", text: "theirs" }]);
  expect(await bench.client.read("Observation", "theirs")).toEqual(foreign.resource);
  await bench.stop();
});

describe("a mapping", () => {
  const part = { sequence: "1", key: { patientId: "p" }, occurredAt: "2026-01-01T00:00:00Z", image: image("Rivers") };
  const state = { parts: { [MAIN]: part }, cause: { eventId: "e", correlationId: "c" } };
  const told = (map: (...input: never[]) => unknown) => {
    try {
      return decide({ mapping: mapping("m", EVENT, "Observation", map as never), key: "k" }, state);
    } catch (error) {
      expect(error).toBeInstanceOf(PermanentError);
      return (error as PermanentError).violations.map(({ pointer, keyword }) => `${pointer} ${keyword}`);
    }
  };

  test("gets the item, its key and its time, as a copy", () => {
    const seen: unknown[] = [];
    const keep = (item: PatientImage, context: object) => {
      seen.push(structuredClone(item), context);
      item.givenNames.push("changed");
      return undefined;
    };
    expect(told(keep as never)).toEqual({ want: "absent" });
    expect(seen).toEqual([part.image, { key: part.key, occurredAt: part.occurredAt }]);
    expect(part.image.givenNames).toEqual([]);
  });

  test("makes what JSON has of it: no members that are undefined", () => {
    const made = told(() => ({ ...observation("x"), language: undefined }));
    expect(made).toEqual({ want: "present", resource: observation("x") });
  });

  test.each<[string, unknown, string[]]>([
    ["null", null, ["/Observation type"]],
    ["a promise", Promise.resolve(observation("x")), ["/Observation/resourceType required"]],
    ["a number that is none", { ...observation("x"), valueInteger: Number.NaN }, ["/Observation/valueInteger type"]],
    ["a number that JSON lacks", { ...observation("x"), valueInteger: 1n }, ["/Observation mapping"]],
    ["no code", { ...observation("x"), code: undefined }, ["/Observation/code required"]],
    ["no status", { ...observation("x"), status: undefined }, ["/Observation/status required"]],
    ["another type", { resourceType: "Basic", code: { text: "x" } }, ["/Observation/resourceType const"]],
    ["an id", { ...observation("x"), id: "mine" }, ["/Observation/id not"]],
    ["a version", { ...observation("x"), meta: { versionId: "1" } }, ["/Observation/meta/versionId not"]],
    [
      "a tag of ours",
      { ...observation("x"), meta: { tag: [{ code: "a" }, { system: "urn:tributary:caused-by", code: "e" }] } },
      ["/Observation/meta/tag/1 not"],
    ],
  ])("is refused when it makes %s", (_, made, violations) => {
    expect(told(() => made)).toEqual(violations);
  });

  test("may give a profile, labels and tags of its own", () => {
    const meta = { profile: ["urn:profile"], security: [{ code: "R" }], tag: [{ system: "urn:ward", code: "7" }] };
    expect(told(() => ({ ...observation("x"), meta }))).toMatchObject({ want: "present", resource: { meta } });
  });

  test("makes no Patient: who has one is decided elsewhere", () => {
    expect(() => mapping("people", EVENT, "Patient" as "Observation", named)).toThrow("a Patient is a person's");
  });

  test("has a name of its own, and every event that is received has one", () => {
    expect(() => itemHandlers([...mappings, names, names])).toThrow("Two mappings have the name names");
    expect(() => itemHandlers([names])).toThrow("AddressChanged.v1 is received, but no mapping handles it");
  });
});
