import { Resource } from "sst/resource";

/** What the SST program links to the functions of this service. */
export interface Links {
  readonly Timeline: { readonly name: string };
  readonly Idempotency: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
}

/** The links; SST reads them from the environment when they are first asked for. */
export function links(): Links {
  return Resource as unknown as Links;
}
