import type { Graph, GraphResource } from "@tributary/synth/graph";
import { records } from "../kernel/records.ts";

/** One stage of one app: what a graph is deployed as. */
export type Stage = Pick<Graph, "app" | "stage">;

/** A deployed resource, as in its graph. */
export interface Deployed extends Stage {
  /** What it was deployed for: the cloud's own graph, which another may follow, or a stage beside it. */
  readonly owner: "cloud" | "stage";
  readonly resource: GraphResource;
  /** Everything that its creation depended on, as text. */
  readonly fingerprint: string;
}

/** What was deployed into a store, by `placeOf`. */
export const deployed = records<Deployed>("graph_deployed");

/** The name of a resource's record, which tells it from any other in an account: its type and physical id. */
export function placeOf({ type, id }: GraphResource): string {
  return `${type}\n${id}`;
}

type Owned = Pick<Deployed, "owner" | "app" | "stage">;

/** Whether a record is of the same owner. */
export const isOf = (owned: Owned) => (record: Owned) => ownerOf(record) === ownerOf(owned);

const ownerOf = ({ owner, app, stage }: Owned) => (owner === "cloud" ? owner : `${owner}\n${app}\n${stage}`);
