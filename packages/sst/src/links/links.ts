import { Resource } from "sst/resource";

/** The values that a linked component gives a function at run time. */
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
 * The links of a service's functions, by component. SST reads a link from the environment on access, and throws naming a
 * missing one.
 */
export function links<Links extends object>(): Links {
  return Resource as unknown as Links;
}
