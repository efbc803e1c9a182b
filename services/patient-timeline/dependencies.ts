import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { serviceLog } from "@tributary/bus/log";
import type { SubscriptionDependencies } from "@tributary/bus/subscription";
import { service } from "@tributary/contracts/patient-timeline.operations";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { Resource } from "sst/resource";
import { dynamodbTimeline, type TimelineStore } from "./store.ts";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
const links = Resource as unknown as {
  readonly Timeline: { readonly name: string };
  readonly Idempotency: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
};

/** What the consumer works with on AWS. */
export function consumeDependencies(): SubscriptionDependencies & { readonly timeline: TimelineStore } {
  const client = new DynamoDBClient({});
  return {
    idempotency: dynamodbIdempotency({ table: links.Idempotency.name, consumer: service, client }),
    quarantine: s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url }),
    timeline: dynamodbTimeline({ table: links.Timeline.name, client }),
    log: serviceLog(service),
  };
}
