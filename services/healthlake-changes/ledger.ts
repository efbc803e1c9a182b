import type { FhirResourceChangedV1Data } from "@tributary/contracts/fhir-resource-changed.v1";

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

/** The newest version of a resource up to which all are published. */
export interface Head {
  readonly versionId: number;
  readonly deleted: boolean;
  readonly lastUpdated: string;
  /** What the version says of its cause, by which its successor is known as an echo or not. */
  readonly causedBy?: string;
  readonly next?: "delete";
}

/** Leave to publish a version, under a fence that no one had before; or why there is none. */
export type Claim =
  | { readonly outcome: "claimed"; readonly fence: string }
  | { readonly outcome: "published" }
  /** Another holds it until then, epoch milliseconds. */
  | { readonly outcome: "held"; readonly until: number };

/** Who published what, so that each version is published once whichever way it becomes known. */
export interface Ledger {
  /** In the order of the keys; undefined for a resource of which nothing is published. */
  heads(keys: readonly ResourceKey[]): Promise<readonly (Head | undefined)[]>;
  claim(version: VersionKey, about: { readonly eventId: string; readonly origin: Origin }): Promise<Claim>;
  /** False when the claim was lost meanwhile. */
  confirm(version: VersionKey, fence: string): Promise<boolean>;
  /** Moves the head forward; one that is as far already stays. */
  advance(resource: ResourceKey, head: Head): Promise<void>;
  /** All resources of a type of which anything is published. */
  list(datastoreId: string, resourceType: string): AsyncIterable<{ readonly id: string; readonly head: Head }>;
}
