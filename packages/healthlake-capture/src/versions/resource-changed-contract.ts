import type { EventContract, EventDetail } from "@tributary/contract/event-contract";
import type { Origin, ResourceKey } from "../ledger/ledger.ts";

/** A version of a resource, how it became known, and whom it is about; nothing else of its content. */
export interface ResourceChangedData {
  readonly change: "created" | "updated" | "deleted";
  readonly key: ResourceKey;
  readonly versionId: string;
  /** RFC 3339, as the data store says. */
  readonly lastUpdated: string;
  readonly origin: Origin;
  /** Whether this system wrote the version itself, because of an event that `metadata.causationId` names. */
  readonly echo: boolean;
  /**
   * Id of the Patient of the data store that the version is about (of a deletion, the version before), so that a consumer needs not
   * read it for that. Absent where it is about none, names one otherwise than by a reference, or the history does not show it.
   */
  readonly patient?: string;
}

/** The detail of an event about a version. */
export type ResourceChangedDetail = EventDetail<ResourceChangedData>;

/** The contract of the events that versions are published as: any contract with these data. */
export type ResourceChangedContract = EventContract<ResourceChangedDetail>;
