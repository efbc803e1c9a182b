import { sends } from "@tributary/contracts/healthlake-changes.operations";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { healthlakeCapture } from "@tributary/sst/healthlake-capture";
import type { Datastore } from "@tributary/sst/may-call-datastore";

/** The capture of the data store's changes. `callsRecorded`: whether CloudTrail records the calls that make them. */
export function healthlakeChanges(bus: EventBus, datastore: Datastore, callsRecorded: boolean): void {
  const handlers = "services/healthlake-changes/handler";
  const names = { ledger: "ChangeLedger", notices: "NoticesBus" };
  healthlakeCapture(bus, "HealthLake", { datastore, sends, handlers, callsRecorded, ...names });
}
