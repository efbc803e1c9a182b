import { receives } from "@tributary/contracts/patient-timeline.operations";
import type { Stack } from "../../infra/define-stack.ts";
import type { EventBus } from "../../infra/encrypted-bus.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { grant } from "../../infra/grant.ts";
import { type Datastore, mayCallDatastore } from "../../infra/may-call-datastore.ts";
import { subscribe } from "../../infra/subscribe.ts";
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
  const uses = [grant(timeline, "dynamodb:PutItem"), fetching];
  subscribe(stack, "Timeline", {
    bus,
    receives,
    handler: "services/patient-timeline/handler.consume",
    atOnce: 20,
    uses,
  });
  return timeline;
}
