import type { EventNames } from "../add/names.ts";
import type { ContractEntries } from "./contract-entries.ts";
import type { Roles } from "./event-roles.ts";
import type { SourceEvent } from "./source-event.ts";

/** An event with everything that its contract says outside of its schema. */
export interface Planned extends Roles {
  readonly event: SourceEvent;
  readonly names: EventNames;
  /** Its detail-type on the bus: of an event of others, what they call it. */
  readonly detailType: string;
  readonly entries: ContractEntries;
}
