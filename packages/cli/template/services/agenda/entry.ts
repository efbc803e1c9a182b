import type { VisitChangedV1Detail } from "#contracts/visit-changed.v1";

/** An event that is received. */
export type Received = VisitChangedV1Detail;

/** The newest that is known of a subject by one kind of event. */
export interface Entry {
  readonly subject: string;
  readonly event: string;
  readonly sequence: string;
  /** Of a thing that is gone there is none: its sequence stays, so that no older event brings it back. */
  readonly after?: Extract<Received["data"], { readonly after: unknown }>["after"];
}

/** What is known after an event. */
export function decide(event: string, { metadata, data }: Received): Entry {
  return {
    subject: metadata.subject,
    event,
    sequence: metadata.sequence,
    ...("after" in data && { after: data.after }),
  };
}
