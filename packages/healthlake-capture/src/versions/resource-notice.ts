import type { Violation } from "@tributary/contract/event-contract";
import type { Resource } from "@tributary/fhir/resource";
import type { Origin } from "../ledger/ledger.ts";

/** A notice that something happened to a resource; its new versions are still to be read. */
export interface ResourceNotice {
  readonly resourceType: string;
  readonly id: string;
  readonly origin: Origin;
  /** When it happened, epoch milliseconds, where the source says so. */
  readonly at?: number;
  /** The newest version that the source knows of, where it says so: while that is published there is no news. */
  readonly versionId?: number;
  /** The current version, where the source brought it. */
  readonly current?: Resource;
  /**
   * Leaves out the versions before the current one that were written before this time, if none of the resource has been
   * published yet. Epoch milliseconds.
   */
  readonly leaveOutBefore?: number;
  /** Publishes the current version again, under the same event id, if it has been published already. */
  readonly republish?: boolean;
}

/** The outcome of a notice. Only a `failed` one must be redelivered. */
export type NoticeOutcome =
  | {
      readonly outcome: "done";
      /** The versions that this call published, ascending. */
      readonly published: readonly number[];
      /** Versions that the notice stood for and that were published before; at least one if it brought nothing new. */
      readonly suppressed: number;
    }
  | { readonly outcome: "quarantined"; readonly violations: readonly Violation[] }
  | { readonly outcome: "failed"; readonly error: string };
