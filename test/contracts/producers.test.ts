import { marshall } from "@aws-sdk/util-dynamodb";
import { type ChangeMapping, outgoingEvents } from "@tributary/bus/change-mapping";
import { hex32 } from "@tributary/bus/event-id";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { PUT_EVENTS_MAX_BYTES } from "@tributary/bus/pack-entries";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import type { Provenance } from "@tributary/healthlake/provenance";
import type { Origin, ResourceKey } from "@tributary/healthlake-capture/ledger";
import { changesAfter, resourceChanged, versionNumber } from "@tributary/healthlake-capture/resource-changes";
import { arbitraryFor } from "@tributary/testkit/arbitrary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../services/patient-registry/patient.ts";
import { examples, generatedOperations, model, services } from "./contracts.ts";

/** How an event comes about: from something that its data is made into, to the data that is published. */
interface Making<Data = never> {
  /** The data of the events published of what stands behind it; `unpublished` is what that has besides. */
  readonly published: (data: Data, unpublished: object) => unknown[];
  readonly expected: (data: Data) => unknown[];
}

interface Change {
  readonly change: "created" | "updated" | "deleted";
}

/** An item in a table with a stream: its type, and the sort key under which it is. */
interface ItemType {
  readonly itemType: string;
  readonly keys: (key: ItemData["key"]) => { readonly pk: string; readonly sk: string };
}

interface ItemData extends Change {
  readonly key: Readonly<Record<string, string>>;
  readonly before?: object;
  readonly after?: object;
  readonly origin?: string;
}

/** An event that a stream's records of items become. */
function ofItems(mapping: ChangeMapping, itemType: ItemType): Making<ItemData> {
  // What the stream tells of has no origin: only a comparison says that it found something.
  const withKey = ({ key, origin: _, ...data }: ItemData): ItemData => ({
    ...data,
    key,
    ...(data.before && { before: { ...data.before, ...key } }),
    ...(data.after && { after: { ...data.after, ...key } }),
  });
  return {
    published(data, unpublished) {
      const events = outgoingEvents(streamRecord(data, itemType, unpublished), mapping);
      expect(events).toMatchObject({ valid: true });
      return fitForBus(events.valid ? events.value : []);
    },
    expected(data) {
      const whole = withKey(data);
      const { change, before, after } = whole;
      const isSame = change === "updated" && JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
      return isSame ? [] : [whole];
    },
  };
}

interface VersionData extends Change {
  readonly key: ResourceKey;
  readonly versionId: string;
  readonly lastUpdated: string;
  readonly origin: Origin;
  readonly echo: boolean;
  readonly patient?: string;
}

/** An event that a version of a FHIR resource becomes, after the version before it. */
const ofVersions: Making<VersionData> = {
  published({ change, key, lastUpdated, origin, echo, patient, ...data }) {
    const versionId = versionNumberFor(data);
    const deleted = change === "deleted";
    const own = deleted ? versionId - 1 : versionId;
    const provenance: Provenance = { origin: "patient-registry", causedBy: "e", correlationId: "c", version: own };
    const about = patient !== undefined && { patient };
    const version = {
      ...{ versionId, deleted, lastUpdated },
      ...(echo && !deleted && { provenance }),
      ...(!deleted && about),
    };
    const announced = { ...provenance, ...(echo && { next: "delete" as const }) };
    const before = {
      ...{ versionId: versionId - 1, deleted: false, lastUpdated },
      ...(deleted && { provenance: announced, ...about }),
    };
    const changes = change === "created" ? changesAfter(undefined, [version]) : changesAfter(before, [before, version]);
    return fitForBus(changes.map(one => resourceChanged(FhirResourceChangedV1, key, one, origin, hex32)));
  },
  expected: data => [{ ...data, versionId: String(versionNumberFor(data)) }],
};

/** HealthLake's are numbers; the contract would have anything that FHIR has. */
function versionNumberFor({ versionId }: Pick<VersionData, "versionId">): number {
  return versionNumber(versionId) ?? 1 + versionId.length;
}

/** The mappings of each service that sends, by event. */
const producers: Readonly<Record<string, Readonly<Record<string, Making>>>> = {
  "patient-registry": {
    "PatientRecordChanged.v1": ofItems(decide, {
      itemType: "Patient",
      keys: ({ patientId }) => ({ pk: `PATIENT#${patientId}`, sk: `PATIENT#${patientId}` }),
    }),
    "AddressChanged.v1": ofItems(decide, {
      itemType: "Address",
      keys: ({ patientId, addressId }) => ({ pk: `PATIENT#${patientId}`, sk: `ADDRESS#${addressId}` }),
    }),
  },
  "healthlake-changes": { "FhirResourceChanged.v1": ofVersions },
};

const schemas = schemaSet(model.schemas);
const eventNames = { created: "INSERT", updated: "MODIFY", deleted: "REMOVE" };

/** The stream record of an item whose published fields are those of the data. */
function streamRecord({ change, key, before, after }: ItemData, { itemType, keys }: ItemType, unpublished: object) {
  const image = (fields: object) => marshall({ ...fields, ...key, itemType, ...keys(key), ...unpublished });
  return {
    eventID: "change-1",
    eventName: eventNames[change],
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/S",
    dynamodb: {
      Keys: marshall(keys(key)),
      SequenceNumber: "100000000000000000001",
      ApproximateCreationDateTime: 1_767_225_600,
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  };
}

/** The data of the events, every one of which must be fit for the bus. */
function fitForBus(events: readonly OutgoingEvent[]): unknown[] {
  return events.map(event => {
    expect(prepareEntry(event, "2026-01-01T00:00:00Z", PUT_EVENTS_MAX_BYTES)).toMatchObject({ outcome: "ready" });
    return event.data;
  });
}

const sending = await Promise.all(
  services.map(async service => ({ service, sends: Object.keys((await generatedOperations(service)).sends) })),
);

test("every event that a service sends has a mapping to feed, in the table of this file", () => {
  const file = "test/contracts/producers.test.ts";
  for (const { service, sends } of sending)
    expect(
      Object.keys(producers[service] ?? {}).sort(),
      `give each event that ${service} sends a line in \`producers\` of ${file}`,
    ).toEqual([...sends].sort());
});

// An event that is not in the table fails above, by name.
describe.each(sending.filter(({ service }) => producers[service]))("$service", ({ service, sends }) => {
  const makings = new Map(
    Object.entries(producers[service] ?? {}).filter(([detailType]) => sends.includes(detailType)),
  );
  describe.each(model.events.filter(({ detailType }) => makings.has(detailType)))("$detailType", event => {
    const making = makings.get(event.detailType) as Making<unknown>;
    const details = arbitraryFor(event.schema.schema, schemas) as fc.Arbitrary<{ data: unknown }>;

    test("of what its data is made into is valid and says the same", () => {
      const unpublished = fc.record({ updatedAt: fc.string(), expiresAt: fc.nat(), correlationId: fc.uuid() });
      fc.assert(
        fc.property(details, unpublished, ({ data }, own) => {
          expect(making.published(data, own)).toEqual(making.expected(data));
        }),
      );
    });

    test.each(examples(event, "valid"))("of what stands behind %s is valid", (_, example) => {
      const { data } = example as { data: unknown };
      expect(making.published(data, {})).toEqual(making.expected(data));
    });
  });
});

function sorted(image: object | undefined): unknown {
  return Object.entries(image ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}
