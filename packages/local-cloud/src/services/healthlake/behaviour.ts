import type { CloudContext } from "../../kernel/service.ts";
import type { Finding } from "./fhir/outcome.ts";
import type { Resource } from "./resources/resource.ts";

/** One write of a resource, as the hooks of a test see it. */
export interface WrittenVersion {
  readonly resourceType: string;
  readonly id: string;
  readonly versionId: string;
  readonly interaction: "create" | "update" | "delete";
}

/** A pending notice: a notification of a subscription, or a CloudTrail record of a call. */
export type Notice =
  | { readonly kind: "subscription"; readonly version: WrittenVersion }
  | { readonly kind: "cloudtrail"; readonly eventName: string };

/** The fate of one notice: none, one or more copies, each delayed by so many milliseconds. */
export interface NoticeFate {
  readonly copies?: number;
  readonly delayMs?: number;
}

/** Settings for what AWS leaves open, or for what a test wants to break. Durations are in milliseconds. */
export interface HealthLakeBehaviour {
  /** The resource types that data stores take; all of R4 when absent. HealthLake takes fewer. */
  readonly supportedTypes?: readonly string[];
  /** From a write until searches find it; until then they leave the resource out. A function decides per version. */
  readonly indexLagMs: number | ((version: WrittenVersion) => number);
  /**
   * From a write until histories and reads of a version show it; reads by id do so at once. No version is shown before an
   * earlier one of its resource. A function decides per version.
   */
  readonly historyLagMs: number | ((version: WrittenVersion) => number);
  /** What searches with strong consistency find of a resource that waits for the index. AWS documents `previous`. */
  readonly strongSearchFinds: "previous" | "latest";
  /** Requests a second and kind, above which 429 is answered; no limit when absent. */
  readonly maxReadsPerSecond?: number;
  readonly maxWritesPerSecond?: number;
  /** Bytes of a request's body, above which 413 is answered; no limit when absent: AWS documents none (2026-11-21). */
  readonly maxRequestBytes?: number;
  /** From the request for a data store until it is active. */
  readonly creationMs: number;
  /** From `requested` until a subscription is active (in AWS 5 to 10 minutes). */
  readonly subscriptionActivationMs: number;
  /** From a write until its notification or its CloudTrail record is on the bus. */
  readonly notificationMs: number;
  readonly cloudTrailMs: number;
  /** Whether there is a trail at all: without one, no records. */
  readonly cloudTrail: boolean;
  /** Loses, doubles or delays a notification or a CloudTrail record; one copy without delay when it returns nothing. */
  readonly notice?: (notice: Notice) => NoticeFate | undefined;
  /** Whether subscriptions hear of what imports write; not documented. */
  readonly importsNotify: boolean;
  /** From submission of a job until it runs, and until it ends. */
  readonly jobQueueMs: number;
  readonly jobRunMs: number;
  /** Whether a job that comes while another runs is queued, or refused with 429. */
  readonly busyJobs: "queue" | "refuse";
  /** Makes a job fail; it does its work when this returns nothing. */
  readonly failJob?: (kind: "import" | "export", jobId: string) => string | undefined;
}

/** The default behaviour: nearly immediate, and nothing lost. */
export const DEFAULT_BEHAVIOUR: HealthLakeBehaviour = {
  indexLagMs: 1_000,
  historyLagMs: 0,
  strongSearchFinds: "previous",
  creationMs: 0,
  subscriptionActivationMs: 1_000,
  notificationMs: 0,
  cloudTrailMs: 2_000,
  cloudTrail: true,
  importsNotify: false,
  jobQueueMs: 1_000,
  jobRunMs: 2_000,
  busyJobs: "queue",
};

/** Looks at a resource before it is written; what is wrong with it, without values. */
export type ResourceValidator = (resource: Resource) => readonly Finding[];

/** Dependencies of HealthLake's operations and engines. */
export interface HealthLakeContext extends CloudContext {
  readonly behaviour: HealthLakeBehaviour;
  readonly validate: ResourceValidator;
}
