import type { Violation } from "@tributary/contract/event-contract";
import type { Resource } from "@tributary/fhir/resource";
import type { Origin } from "./ledger.ts";

/** That something happened to a resource; which versions came about is found out. */
export interface ResourceNotice {
  readonly resourceType: string;
  readonly id: string;
  readonly origin: Origin;
  /** The current version, where the source brought it. */
  readonly current?: Resource;
  /** Publishes the current version, but none before it. */
  readonly currentOnly?: boolean;
  /** Publishes the current version again, under the same event id. */
  readonly republish?: boolean;
}

/** What became of a notice. Only after `failed` it must come again. */
export type NoticeOutcome =
  | {
      readonly outcome: "done";
      /** The versions that this call published, ascending. */
      readonly published: readonly number[];
      /** Versions that the notice stood for and that were published before. */
      readonly suppressed: number;
    }
  | { readonly outcome: "quarantined"; readonly violations: readonly Violation[] }
  | { readonly outcome: "failed"; readonly error: string };

/** Sees to it that every version of the resources is published, in order and once; outcomes in the order of the notices. */
export type PublishVersions = (
  notices: readonly ResourceNotice[],
  options?: { readonly deadline?: number },
) => Promise<readonly NoticeOutcome[]>;
