import type { Grant } from "../function/grant.ts";

/** A HealthLake data store. */
export interface Datastore {
  readonly id: $util.Input<string>;
  readonly arn: $util.Input<string>;
  /** What handlers look up: `{ id }`. */
  readonly link: sst.Linkable<{ readonly id: $util.Input<string> }>;
}

/**
 * Lets a function look the data store up and make calls to it, by the names that IAM has for them: `ReadResource`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export function mayCallDatastore({ arn, link }: Datastore, ...calls: string[]): Grant {
  return { link: [link], permissions: [{ actions: calls.map(call => `healthlake:${call}`), resources: [arn] }] };
}
