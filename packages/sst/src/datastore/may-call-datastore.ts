import type { Grant } from "../function/grant.ts";

/** A HealthLake data store. */
export interface Datastore {
  readonly id: $util.Input<string>;
  readonly arn: $util.Input<string>;
  /** The link for handlers: `{ id }`. */
  readonly link: sst.Linkable<{ readonly id: $util.Input<string> }>;
}

/**
 * Lets a function look up the data store and call these IAM actions on it: `ReadResource`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export function mayCallDatastore({ arn, link }: Datastore, ...calls: string[]): Grant {
  return { link: [link], permissions: [{ actions: calls.map(call => `healthlake:${call}`), resources: [arn] }] };
}
