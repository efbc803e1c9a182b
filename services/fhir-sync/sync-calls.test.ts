import { hex32 } from "@tributary/bus/event-id";
import type { PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import type { Patient } from "@tributary/fhir/resource";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { claimOf } from "./claims.ts";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { dynamodbSyncStates } from "./dynamodb-sync-states.ts";
import { patientMapping } from "./patient-mapping.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { syncItem } from "./sync-item.ts";

const SYSTEM = "urn:person";
const identifier = (id: string) => ({ system: SYSTEM, value: id });

function created(patientId: string): PatientRecordChangedV1Detail {
  return {
    metadata: {
      ...{ eventId: hex32(patientId), sequence: "1".padStart(40, "0"), subject: patientId, correlationId: "c" },
      ...{ occurredAt: "2026-01-01T00:00:00Z", publishedAt: "2026-01-01T00:00:00Z" },
      ...{ causationId: "k", traceparent: "t", dataschema: "urn:s" },
    },
    data: {
      change: "created",
      key: { patientId },
      after: { patientId, givenNames: ["Ada"], identifiers: [identifier(patientId)], telecom: [] },
    },
  };
}

/** The calls to DynamoDB, by operation, that so many new items make which are told of at once. */
async function callsFor(count: number, arePatientsThere: boolean) {
  const ids = Array.from({ length: count }, (_, index) => `p-${index}`);
  const patients = new Map<string, Patient>();
  const calls: string[] = [];
  const counted = async (table: string, keys: readonly string[]) => {
    const client = await tableClient(table, keys);
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          calls.push(String(commandName));
          return next(args);
        },
      { step: "initialize" },
    );
    return client;
  };
  const dependencies: SyncDependencies = {
    states: dynamodbSyncStates({ table: "States", client: await counted("States", ["pk"]) }),
    identities: dynamodbIdentities({
      ...{ table: "Identities", hash: hex32, client: await counted("Identities", ["pk", "sk"]) },
    }),
    client: {
      read: async (_type, id) => patients.get(id) as never,
      async update(resource) {
        patients.set(String(resource.id), resource as Patient);
        return { id: resource.id, versionId: "2", created: false } as never;
      },
      delete: async () => ({}) as never,
    },
    ...{ trustedSystems: [SYSTEM], newId: () => crypto.randomUUID(), sleep: async () => {} },
  };
  if (arePatientsThere)
    for (const id of ids) {
      patients.set(id, { resourceType: "Patient", id, meta: { versionId: "1" }, identifier: [identifier(id)] });
      await dependencies.identities.state(claimOf(SYSTEM, id), { fhirId: id }, 1, true);
    }
  calls.length = 0;
  await Promise.all(ids.map(id => syncItem("PatientRecordChanged.v1", created(id), [patientMapping], dependencies)));
  const tags = [...patients.values()].map(({ meta }) => meta?.tag?.length ?? 0);
  expect(tags.filter(length => length > 0)).toHaveLength(count);
  return Object.fromEntries(
    [...Map.groupBy(calls, name => name)].map(([name, all]) => [name.replace("Command", ""), all.length]),
  );
}

test("settles ten new patients with the calls of one, except for claim look-ups", async () => {
  expect(await callsFor(10, false)).toEqual({ BatchGetItem: 1, BatchExecuteStatement: 4, Query: 20 });
  expect(await callsFor(1, false)).toEqual({ BatchGetItem: 1, BatchExecuteStatement: 4, Query: 2 });
});

test("settles ten patients whom others wrote by the reads and writes of one", async () => {
  expect(await callsFor(10, true)).toEqual({ BatchGetItem: 2, BatchExecuteStatement: 5, Query: 20 });
  expect(await callsFor(1, true)).toEqual({ BatchGetItem: 2, BatchExecuteStatement: 5, Query: 2 });
});
