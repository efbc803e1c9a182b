import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { isOwnWrite, type Provenance } from "@tributary/healthlake/provenance";
import type { Head, Operation, Origin, ResourceKey, StoredVersion } from "../ledger/ledger.ts";
import type { ResourceChangedContract, ResourceChangedDetail } from "./resource-changed-contract.ts";

/** A version, with its relation to the version before. */
export interface ResourceChange {
  readonly version: StoredVersion;
  readonly op: Operation;
  /** The cause that this system wrote it for; undefined if somebody else wrote it. */
  readonly echoOf?: Provenance;
  /** Id of the Patient that the version is about; of a deletion, the version before. Undefined where that is not known. */
  readonly patient?: string;
}

/**
 * HealthLake's documentation shows versions numbered 1, 2, 3 … and does not promise it (2026-11-21); one that is named
 * otherwise has no place in the order and goes to quarantine.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read-history.html
 */
const VERSION_NUMBER = /^[1-9]\d{0,14}$/;

/** FHIR's own types of subscribing: this system's plumbing, no data of anybody. */
const PLUMBING: ReadonlySet<string> = new Set(["Subscription", "SubscriptionTopic"]);

const CHANGES = { create: "created", update: "updated", delete: "deleted" } as const;

/** Whether changes of a type are published: all types except subscription resources. */
export function isCaptured(resourceType: string): boolean {
  return !PLUMBING.has(resourceType);
}

/** The number of a version; undefined if it has none. */
export function versionNumber(versionId: string | undefined): number | undefined {
  return versionId !== undefined && VERSION_NUMBER.test(versionId) ? Number(versionId) : undefined;
}

/**
 * What each of the versions after the head did, ascending. One that came twice counts once: the pages of a history move on
 * when versions are written between them.
 * A version is an echo when it tells its own number beside its cause: who edits it later, or restores it, brings the number
 * along. A deletion has no content to tell a cause, so the version before it does.
 */
export function changesAfter(head: Head | undefined, versions: readonly StoredVersion[]): ResourceChange[] {
  const after = versions
    .filter(({ versionId }) => head === undefined || versionId > head.versionId)
    .sort((one, other) => one.versionId - other.versionId)
    .filter(({ versionId }, index, sorted) => versionId !== sorted[index - 1]?.versionId);
  let before = head;
  return after.map(version => {
    const op = version.deleted ? "delete" : before === undefined || before.deleted ? "create" : "update";
    const echoOf = version.deleted ? announced(before) : written(version);
    const telling = version.deleted ? versions.find(one => one.versionId === version.versionId - 1) : version;
    before = version;
    return {
      ...{ version, op },
      ...(echoOf && { echoOf }),
      ...(telling?.patient !== undefined && { patient: telling.patient }),
    };
  });
}

/** The versions read of a resource, and which of them a notice asks for. */
export interface ReadResource {
  readonly versions: readonly StoredVersion[];
  /** Of a resource without a head: leave out versions written before, but not the newest. Epoch milliseconds. */
  readonly leaveOutBefore?: number | undefined;
  /** Publish the newest version again if there is no newer one. */
  readonly republish?: boolean | undefined;
}

/** What to publish of a resource, ascending: all versions after its head; without a head, its whole history. */
export function decide(
  { versions, leaveOutBefore = 0, republish }: ReadResource,
  head: Head | undefined,
): ResourceChange[] {
  const after = changesAfter(head, versions);
  if (head === undefined)
    return after.filter(({ version }) => !isBefore(version, leaveOutBefore) || version === after.at(-1)?.version);
  return after.length > 0 || !republish ? after : changesAfter(undefined, versions).slice(-1);
}

/** Whether a version was written before a time, in epoch milliseconds. */
export function isBefore({ lastUpdated }: StoredVersion, time: number): boolean {
  return Date.parse(lastUpdated) < time;
}

function announced(before: StoredVersion | undefined): Provenance | undefined {
  const told = before && written(before);
  return told?.next === "delete" ? told : undefined;
}

function written({ versionId, provenance }: StoredVersion): Provenance | undefined {
  return isOwnWrite(provenance, versionId) ? provenance : undefined;
}

/** The event of a change, by its contract. `hash` returns an id that reveals nothing of its text. */
export function resourceChanged(
  contract: ResourceChangedContract,
  key: ResourceKey,
  { version, op, echoOf, patient }: ResourceChange,
  origin: Origin,
  hash: (text: string) => string,
): OutgoingEvent<ResourceChangedDetail> {
  const { datastoreId, resourceType, id } = key;
  const { versionId, lastUpdated } = version;
  const identity = `${datastoreId}/${resourceType}/${id}/${versionId}/${op}`;
  const changeId = hash(identity);
  return {
    contract,
    data: {
      change: CHANGES[op],
      key: { datastoreId, resourceType, id },
      versionId: String(versionId),
      lastUpdated,
      origin,
      echo: echoOf !== undefined,
      ...(patient !== undefined && { patient }),
    },
    subject: `${resourceType}/${id}`,
    sequence: String(versionId).padStart(40, "0"),
    identity,
    occurredAt: lastUpdated,
    correlationId: echoOf?.correlationId ?? changeId,
    causationId: echoOf?.causedBy ?? changeId,
  };
}
