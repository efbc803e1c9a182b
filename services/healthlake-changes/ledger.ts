import type { FhirResourceChangedV1Data } from "@tributary/contracts/fhir-resource-changed.v1";
import type { Provenance } from "@tributary/healthlake/provenance";

/**
 * How long a claim holds: longer than publishing one version takes, and no longer than an invocation for notices lasts, so
 * that what a dead one had received meets no claim of it when it comes again. Who holds one for longer is taken for dead.
 */
export const LEASE_MS = 10_000;

/**
 * For how long it is known of each version who published it: as long as a message can live in a queue, so that no copy
 * outlives it. Heads are kept for ever.
 */
export const REMEMBERED_FOR_SECONDS = 14 * 24 * 60 * 60;

/** How a version became known. */
export type Origin = FhirResourceChangedV1Data["origin"];

/** What a version did to its resource. */
export type Operation = "create" | "update" | "delete";

/** One resource of one data store. */
export interface ResourceKey {
  readonly datastoreId: string;
  readonly resourceType: string;
  readonly id: string;
}

/** One version of one resource, and what it did. */
export interface VersionKey extends ResourceKey {
  readonly versionId: number;
  readonly op: Operation;
}

/** One version as the data store keeps it. */
export interface StoredVersion {
  readonly versionId: number;
  readonly deleted: boolean;
  readonly lastUpdated: string;
  /** What the version says of its cause; a later editor carries it along. */
  readonly provenance?: Provenance;
}

/** The newest version of a resource up to which all are published. */
export type Head = StoredVersion;

/** Leave to publish a version, under a fence that no one had before; or why there is none. */
export type Claim =
  | { readonly outcome: "claimed"; readonly fence: string }
  | { readonly outcome: "published" }
  /** Another holds it until then, epoch milliseconds. */
  | { readonly outcome: "held"; readonly until: number };

/** What a version is published as. */
export interface PublishedAs {
  readonly eventId: string;
  readonly origin: Origin;
}

/** Who published what, so that each version is published once whichever way it becomes known. */
export interface Ledger {
  /** In the order of the keys; undefined for a resource of which nothing is published. */
  heads(keys: readonly ResourceKey[]): Promise<readonly (Head | undefined)[]>;
  claim(version: VersionKey, about: PublishedAs): Promise<Claim>;
  /** False when the claim was lost meanwhile. */
  confirm(version: VersionKey, fence: string): Promise<boolean>;
  /** Moves the head forward; one that is as far already stays. */
  advance(resource: ResourceKey, head: Head): Promise<void>;
  /** All resources of a type of which anything is published, in an order of its own; those after a `cursor` that it gave. */
  list(datastoreId: string, resourceType: string, after?: string): AsyncIterable<ListedResource>;
}

/** A resource of which something is published. */
export interface ListedResource {
  readonly id: string;
  readonly head: Head;
  /** Its place in the list, without telling the id. */
  readonly cursor: string;
}
