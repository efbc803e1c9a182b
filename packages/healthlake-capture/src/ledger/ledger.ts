import type { Provenance } from "@tributary/healthlake/provenance";

/**
 * How long a claim holds: longer than publishing some versions takes, and no longer than an invocation for notices, so that
 * the redelivered messages of a dead invocation meet no claim of it. A holder past this is dead.
 */
export const LEASE_MS = 10_000;

/** How long copies of a notice may arrive: as long as a message can live in a queue. */
export const REMEMBERED_FOR_SECONDS = 14 * 24 * 60 * 60;

/** How a version became known. */
export type Origin = "subscription" | "cloudtrail" | "reconcile" | "backfill";

/** What a version did to its resource. */
export type Operation = "create" | "update" | "delete";

/** One resource of one data store. */
export interface ResourceKey {
  readonly datastoreId: string;
  readonly resourceType: string;
  readonly id: string;
}

/** One version in the data store. */
export interface StoredVersion {
  readonly versionId: number;
  readonly deleted: boolean;
  readonly lastUpdated: string;
  /** The version's stated cause; a later editor carries it along. */
  readonly provenance?: Provenance;
  /** Id of the Patient that the version is about, while its content is at hand; the ledger does not keep it. */
  readonly patient?: string;
}

/** The newest version of a resource up to which all are published. */
export type Head = StoredVersion;

/** Permission to publish the versions after a head, under a new fence; or the reason for a refusal. */
export type Claim =
  | { readonly outcome: "claimed"; readonly fence: string }
  /** Another has published meanwhile: the head is no more the one that was read. */
  | { readonly outcome: "moved" }
  /** Another holds the resource until then, epoch milliseconds. */
  | { readonly outcome: "held"; readonly until: number };

/**
 * Records up to which version each resource is published, so that each version is published once, however it becomes known.
 * Publishing any number of versions takes two writes: a claim and its confirmation.
 */
export interface Ledger {
  /** In the order of the keys; undefined for a resource without published versions. */
  heads(keys: readonly ResourceKey[]): Promise<readonly (Head | undefined)[]>;
  /** Leave to publish what came after the head that was read. Nobody else gets it before it is confirmed or its lease ends. */
  claim(resource: ResourceKey, head: Head | undefined): Promise<Claim>;
  /** Moves the head to the newest version that was published, and ends the claim. False, with no effect, when it was lost. */
  confirm(resource: ResourceKey, fence: string, reached: Head): Promise<boolean>;
  /** All resources of a type with published versions, in the ledger's order; those after a returned `cursor`. */
  list(datastoreId: string, resourceType: string, after?: string): AsyncIterable<ListedResource>;
}

/** A resource with published versions. */
export interface ListedResource {
  readonly id: string;
  readonly head: Head;
  /** Its place in the list, without telling the id. */
  readonly cursor: string;
}
