import { receives } from "@tributary/contracts/patient-timeline.operations";
import type { EventBus } from "../../infra/bus.ts";
import { datastore, mayCallDatastore } from "../../infra/datastore.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { subscribe } from "../../infra/subscribe.ts";

/** The timeline: a read model of patients, fed by their events exactly once. Returns its table. */
export function patientTimeline(bus: EventBus): sst.aws.Dynamo {
  const timeline = encryptedTable("Timeline", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
  });
  const idempotency = encryptedTable("Idempotency", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe("Timeline", bus, {
    receives,
    handler: "services/patient-timeline/handler.consume",
    link: [datastore.link, timeline, idempotency],
    permissions: [
      {
        actions: ["dynamodb:PutItem"],
        resources: [timeline.arn],
      },
      {
        actions: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [idempotency.arn],
      },
      mayCallDatastore("healthlake:ReadResource", "healthlake:VersionReadResource"),
    ],
  });
  return timeline;
}
