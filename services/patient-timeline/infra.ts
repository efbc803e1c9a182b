import { receives } from "@tributary/contracts/patient-timeline.operations";
import type { EventBus } from "../../infra/bus.ts";
import { datastore, mayCallDatastore } from "../../infra/datastore.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { subscribe } from "../../infra/subscribe.ts";
import { BY_OWNER } from "./timeline.ts";

/** The timeline: a read model of patients, of which each event is one guarded write. Returns its table. */
export function patientTimeline(bus: EventBus): sst.aws.Dynamo {
  const timeline = encryptedTable("Timeline", {
    fields: { pk: "string", sk: "string", owner: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    globalIndexes: { [BY_OWNER]: { hashKey: "owner", rangeKey: "sk" } },
  });
  subscribe("Timeline", bus, {
    receives,
    handler: "services/patient-timeline/handler.consume",
    link: [datastore.link, timeline],
    permissions: [
      {
        actions: ["dynamodb:PutItem"],
        resources: [timeline.arn],
      },
      mayCallDatastore("healthlake:ReadResource", "healthlake:VersionReadResource"),
    ],
  });
  return timeline;
}
