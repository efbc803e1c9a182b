import type { EventContract, EventDetail } from "@tributary/contract/event-contract";
import type { Origin, ResourceKey } from "../ledger/ledger.ts";

/** A version of a resource and how it became known; nothing of its content. */
export interface ResourceChangedData {
  readonly change: "created" | "updated" | "deleted";
  readonly key: ResourceKey;
  readonly versionId: string;
  /** RFC 3339, as the data store says. */
  readonly lastUpdated: string;
  readonly origin: Origin;
  /** Whether this system wrote the version itself, because of an event that `metadata.causationId` names. */
  readonly echo: boolean;
}

/** The detail of an event about a version. */
export type ResourceChangedDetail = EventDetail<ResourceChangedData>;

/** The contract of the events that versions are published as: any contract with these data. */
export type ResourceChangedContract = EventContract<ResourceChangedDetail>;
