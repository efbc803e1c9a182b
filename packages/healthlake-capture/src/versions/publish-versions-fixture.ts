import { hex32 } from "@tributary/bus/event-id";
import { createPublisher } from "@tributary/bus/publish";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { FhirError } from "@tributary/healthlake/fhir-error";
import { type Provenance, withProvenance } from "@tributary/healthlake/provenance";
import type { HistoryVersion } from "@tributary/healthlake/search-operations";
import type { Operation } from "../ledger/ledger.ts";
import { memoryLedger } from "../ledger/memory-ledger.ts";
import { createVersionPublisher, type VersionPublisherOptions } from "./publish-versions.ts";
import type { VersionReader } from "./read-versions.ts";
import type { ResourceChangedDetail } from "./resource-changed-contract.ts";
import { sampleContract } from "./sample-contract-fixture.ts";

export const DATASTORE = "0af7651916cd43dd8448eb211c80319c";

/** A hook before each call of a publisher: it may wait, or throw. */
export type Passage = (call: string, when: "before" | "after", input: readonly unknown[]) => void | Promise<void>;

/** Versions in memory, with the reading part of the client. */
export function memoryStore() {
  const versions = new Map<string, { op: Operation; resource: Resource }[]>();
  const ofResource = (type: string, id: string) => versions.get(`${type}/${id}`) ?? [];
  const fail = (kind: "gone" | "not-found"): never => {
    throw new FhirError({ kind, interaction: "GET Patient/{id}" });
  };
  const reader: VersionReader = {
    async read(type, id) {
      const current = ofResource(type, id).at(-1) ?? fail("not-found");
      return (current.op === "delete" ? fail("gone") : current.resource) as never;
    },
    async *history<Type extends ResourceType>(type: Type, id: string) {
      for (const { op, resource } of ofResource(type, id).toReversed()) {
        const { versionId, lastUpdated } = resource.meta ?? {};
        const content = op === "delete" ? undefined : resource;
        yield { change: op, versionId, lastUpdated, resource: content } as HistoryVersion<Type>;
      }
    },
  };
  /** Writes the next version; a deletion of what is not there, and a creation of what is, become what they can be. */
  const write = (
    id: string,
    { isDeletion = false, type = "Patient", cause = undefined as Provenance | undefined } = {},
  ) => {
    const before = ofResource(type, id);
    const exists = before.length > 0 && before.at(-1)?.op !== "delete";
    if (isDeletion && !exists) return;
    const meta = {
      ...before.at(-1)?.resource.meta,
      versionId: String(before.length + 1),
      lastUpdated: new Date(Date.parse("2026-01-01T00:00:00Z") + before.length).toISOString(),
    };
    const resource = { resourceType: type, id, meta } as Resource;
    const op = isDeletion ? "delete" : exists ? "update" : "create";
    versions.set(`${type}/${id}`, [...before, { op, resource: cause ? withProvenance(resource, cause) : resource }]);
  };
  return {
    reader,
    write,
    current: (id: string) => ofResource("Patient", id).at(-1)?.resource as Resource,
    /** What is to be published of a Patient: `1 created`, `2 updated` … */
    history: (id: string) => ofResource("Patient", id).map(({ op }, index) => `${index + 1} ${op}d`),
  };
}

/** A publisher of versions with everything around it in memory. */
export function publisherBench() {
  let time = Date.parse("2026-01-01T00:00:00Z");
  const now = () => time;
  const store = memoryStore();
  const ledger = memoryLedger(now);
  const details: ResourceChangedDetail[] = [];
  const aside = memoryQuarantine();
  const logged: [string, object][] = [];
  const note = (message: string, fields: object) => void logged.push([message, fields]);
  const publish = createPublisher({
    putEvents: async entries => {
      details.push(...entries.map(({ Detail }) => JSON.parse(Detail) as ResourceChangedDetail));
      return entries.map((_, index) => ({ EventId: String(index) }));
    },
    busName: "clinical",
    now,
  });
  const options: VersionPublisherOptions = {
    service: "sample",
    contract: sampleContract,
    datastoreId: DATASTORE,
    reader: store.reader,
    ledger,
    publish,
    quarantine: aside.quarantine,
    log: { info: note, warn: note, error: note },
    hash: hex32,
    now,
    sleep: async () => {},
  };
  return {
    store,
    ledger,
    details,
    logged,
    quarantined: aside,
    options,
    now,
    pass(milliseconds: number) {
      time += milliseconds;
    },
    publishVersions: createVersionPublisher(options),
    /** Another invocation: every call that it makes goes through the passage. */
    invocation: (passage: Passage) => createVersionPublisher(guarded(options, passage)),
    /** What was published of a Patient, in order. */
    published: (id: string) =>
      details.filter(({ data }) => data.key.id === id).map(({ data }) => `${data.versionId} ${data.change}`),
  };
}

function guarded(options: VersionPublisherOptions, passage: Passage): VersionPublisherOptions {
  const { reader, ledger, publish, quarantine, sleep } = options;
  const through =
    <Input extends unknown[], Output>(call: string, port: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      await passage(call, "before", input);
      const output = await port(...input);
      await passage(call, "after", input);
      return output;
    };
  return {
    ...options,
    reader: {
      ...reader,
      read: through("read", reader.read as never) as VersionReader["read"],
      async *history(...input) {
        await passage("history", "before", input);
        yield* reader.history(...input);
      },
    },
    ledger: {
      ...ledger,
      heads: through("heads", ledger.heads),
      claim: through("claim", ledger.claim),
      confirm: through("confirm", ledger.confirm),
    },
    publish: through("publish", publish),
    quarantine: through("quarantine", quarantine),
    sleep: through("sleep", sleep),
  };
}
