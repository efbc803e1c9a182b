import { receives } from "@tributary/contracts/patient-timeline.operations";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { conditionalWrites, grant } from "@tributary/sst/grant";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { subscribe } from "@tributary/sst/subscribe";
import { BY_OWNER, TIMELINE } from "./timeline.ts";

/** The timeline: a read model of patients; each event is one guarded write. Returns its table. */
export function patientTimeline(bus: EventBus, datastore: Datastore): sst.aws.Dynamo {
  const table = encryptedTable(bus.stack, "Timeline", { key: TIMELINE.key, indexes: { [BY_OWNER]: ["owner", "sk"] } });
  const uses = [grant(table, ...conditionalWrites), mayCallDatastore(datastore, "ReadResource", "VersionReadResource")];
  subscribe(bus, "Timeline", { receives, handler: "services/patient-timeline/handler.consume", atOnce: 20, uses });
  return table;
}
