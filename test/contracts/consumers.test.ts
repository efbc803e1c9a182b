import { subscribe } from "@tributary/bus/subscribe";
import type { Handlers, SubscriptionDependencies } from "@tributary/bus/subscription";
import type { EventContract } from "@tributary/contract/event-contract";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { memoryIdempotency } from "@tributary/delivery/memory-idempotency";
import { memoryNewestItems } from "@tributary/delivery/memory-newest-items";
import { memoryPublishedStates } from "@tributary/delivery/memory-published-states";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { Patient } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import { FhirError } from "@tributary/healthlake/fhir-error";
import { arbitraryFor } from "@tributary/testkit/arbitrary";
import type { SQSEvent } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryIdentities } from "../../services/fhir-sync/memory-identities.ts";
import { memorySyncStates } from "../../services/fhir-sync/memory-sync-states.ts";
import type { SyncDependencies } from "../../services/fhir-sync/sync-dependencies.ts";
import type { TimelineDependencies } from "../../services/patient-timeline/fhir-changes.ts";
import { TIMELINE, type TimelineEntry } from "../../services/patient-timeline/timeline.ts";
import { examples, generatedOperations, model, services } from "./contracts.ts";

/** The dependencies of a service's handlers, in memory, where they are more than stores of newest items. */
const needs: Readonly<Record<string, () => object>> = {
  "patient-registry": () => ({ states: memoryPublishedStates() }),
  "patient-timeline": () => ({
    timeline: memoryNewestItems<TimelineEntry>(TIMELINE.key),
    client: anyResource,
    sleep: async () => {},
  }),
  "fhir-sync": () => ({
    states: memorySyncStates(),
    identities: memoryIdentities(),
    client: memoryPatients(),
    trustedSystems: [],
    newId: () => crypto.randomUUID(),
    sleep: async () => {},
  }),
};

/** Under any name, a store that takes every item. */
const stores = new Proxy({}, { get: () => ({ put: async () => "applied" }) });

const found = async (resourceType: string, id: string) =>
  ({ resourceType, id, subject: { reference: "Patient/p" } }) as never;

/** A data store in which every version of every resource is found, and each is about one patient. */
const anyResource: TimelineDependencies["client"] = {
  read: found,
  vread: found,
};

/** A data store of Patients alone, which takes each that is valid. */
function memoryPatients(): SyncDependencies["client"] {
  const patients = new Map<string, Patient>();
  const put = async (resource: Patient) => {
    const verdict = validateResource(resource);
    if (!verdict.valid) throw new Error(JSON.stringify(verdict.violations));
    const id = resource.id ?? String(patients.size);
    patients.set(id, { ...resource, id });
    return { resource: { ...resource, id }, versionId: "1", created: true };
  };
  return {
    async read(_, id) {
      const found = patients.get(id);
      if (found === undefined) throw new FhirError({ kind: "gone", interaction: "GET Patient/{id}" });
      return found as never;
    },
    update: resource => put(resource as unknown as Patient) as never,
    async delete(_, id) {
      patients.delete(id);
      return { versionId: undefined };
    },
  };
}

const schemas = schemaSet(model.schemas);
const receiving = (
  await Promise.all(services.map(async service => ({ service, ...(await generatedOperations(service)) })))
).filter(({ receives }) => Object.keys(receives).length > 0);

/** The events as their consumer's queue brings them. */
function batch(contract: EventContract, details: readonly unknown[]): SQSEvent {
  const records = details.map((detail, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify({ id: "x", "detail-type": contract.detailType, source: contract.source, detail }),
    attributes: { SentTimestamp: "0" },
  }));
  return { Records: records as unknown as SQSEvent["Records"] };
}

const consumers = await Promise.all(
  receiving.map(async ({ service, receives }) => {
    const module = await import(`../../services/${service}/handler.ts`);
    return { service, receives, handlers: module.handlers as Handlers<typeof receives, SubscriptionDependencies> };
  }),
);

describe.each(consumers)("$service", ({ service, receives, handlers }) => {
  test("exports a handler for each event that it receives", () => {
    const file = `services/${service}/handler.ts`;
    expect(Object.keys(handlers ?? {}).sort(), `export a handler for each event as \`handlers\` of ${file}`).toEqual(
      Object.keys(receives).sort(),
    );
  });

  /** Feeds the events to the consumer; what is left over must be nothing. */
  async function feed(contract: EventContract, details: readonly unknown[]) {
    const { quarantine, reports } = memoryQuarantine();
    const failures: object[] = [];
    const log = { info() {}, error() {}, warn: (_: string, fields: object) => void failures.push(fields) };
    const consume = subscribe({
      service,
      receives,
      handlers,
      dependencies: () =>
        Object.assign(Object.create(service in needs ? null : stores), {
          ...{ idempotency: memoryIdempotency(), payloads: undefined, quarantine, log },
          ...needs[service]?.(),
        }),
    });
    const { batchItemFailures } = await consume(batch(contract, details), { getRemainingTimeInMillis: () => 10_000 });
    return { batchItemFailures, reports, failures };
  }
  const nothing = { batchItemFailures: [], reports: [], failures: [] };

  describe.each(model.events.filter(({ detailType }) => detailType in receives))("$detailType", event => {
    const { contract } = receives[event.detailType]!;

    test.each(examples(event, "valid"))("is taken: %s", async (_, example) => {
      expect(await feed(contract, [example])).toEqual(nothing);
    });

    test("is taken, whatever a valid event holds", async () => {
      const details = fc.array(arbitraryFor(event.schema.schema, schemas), { maxLength: 10 });
      await fc.assert(
        fc.asyncProperty(details, async batchOf => {
          expect(await feed(contract, batchOf)).toEqual(nothing);
        }),
      );
    });

    test.each(examples(event, "invalid"))(
      "goes to quarantine, unless a consumer may ignore what is wrong: %s",
      async (_, wrapped) => {
        const { value } = wrapped as { value: unknown };
        const { batchItemFailures, reports } = await feed(contract, [value]);
        const quarantined = contract.tolerant(value).valid ? [] : [contract.detailType];
        expect([batchItemFailures, reports.map(report => report.contract)]).toEqual([[], quarantined]);
      },
    );
  });
});
