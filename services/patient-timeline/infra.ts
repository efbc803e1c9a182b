import { receives } from "@tributary/contracts/patient-timeline.operations";
import type { Stack } from "@tributary/sst/create-stack";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { grant } from "@tributary/sst/grant";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { subscribe } from "@tributary/sst/subscribe";
import { BY_OWNER } from "./timeline.ts";

interface TimelineArgs {
  readonly bus: EventBus;
  readonly datastore: Datastore;
}

/** The timeline: a read model of patients, of which each event is one guarded write. Returns its table. */
export function patientTimeline(stack: Stack, { bus, datastore }: TimelineArgs): sst.aws.Dynamo {
  const timeline = encryptedTable(stack, "Timeline", {
    fields: { pk: "string", sk: "string", owner: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: { [BY_OWNER]: { hashKey: "owner", rangeKey: "sk" } },
  });
  const fetching = mayCallDatastore(datastore, "healthlake:ReadResource", "healthlake:VersionReadResource");
  const uses = [grant(timeline, "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"), fetching];
  subscribe(stack, "Timeline", {
    bus,
    receives,
    handler: "services/patient-timeline/handler.consume",
    atOnce: 20,
    uses,
  });
  return timeline;
}
