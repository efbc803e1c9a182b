import { Resource } from "sst/resource";

/** What a linked component tells a function at run time. */
export interface TableLink {
  readonly name: string;
}
export interface BucketLink {
  readonly name: string;
}
export interface QueueLink {
  readonly url: string;
}
export interface BusLink {
  readonly name: string;
  readonly arn: string;
}
export interface StreamLink {
  readonly arn: string;
}
export interface DatastoreLink {
  readonly id: string;
}

/**
 * What the SST program links to the functions of a service, by the names of its components. SST reads a link from the
 * environment when it is asked for, and throws naming one that is not there.
 */
export function links<Links extends object>(): Links {
  return Resource as unknown as Links;
}
