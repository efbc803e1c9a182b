import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { serviceLog } from "@tributary/bus/log";
import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { links } from "./links.ts";
import { dynamodbTimeline } from "./store.ts";
import { timelineEntry } from "./timeline.ts";

/** Keeps the newest state of every patient and address. */
export const consume = subscribe({
  service,
  receives,
  handlers: {
    "PatientRecordChanged.v1": async (event, { dependencies: { timeline } }) => {
      await timeline.apply(timelineEntry(event));
    },
    "AddressChanged.v1": async (event, { dependencies: { timeline } }) => {
      await timeline.apply(timelineEntry(event));
    },
  },
  dependencies() {
    const client = new DynamoDBClient({});
    return {
      idempotency: dynamodbIdempotency({ table: links().Idempotency.name, consumer: service, client }),
      quarantine: s3Quarantine({ bucket: links().Quarantine.name, reportsUrl: links().QuarantineReports.url }),
      timeline: dynamodbTimeline({ table: links().Timeline.name, client }),
      log: serviceLog(service),
    };
  },
});
