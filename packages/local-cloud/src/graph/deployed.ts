import type { GraphResource } from "@tributary/synth/graph";
import { records } from "../kernel/records.ts";

/** A deployed resource, as in its graph. */
export interface Deployed {
  readonly resource: GraphResource;
  /** Everything that its creation depended on, as text. */
  readonly fingerprint: string;
}

/** What was deployed into a store, by `placeOf`. */
export const deployed = records<Deployed>("graph_resources");

/** The name of a resource's record: its type and physical id. */
export function placeOf({ type, id }: GraphResource): string {
  return `${type}\n${id}`;
}
