import type { CaptureDependencies } from "@tributary/bus/capture-changes";
import type { ComparisonDependencies } from "@tributary/bus/compare-table";
import { dynamodbTable } from "@tributary/bus/dynamodb-table";
import type { EnrichDependencies } from "@tributary/bus/enrich-changes";
import { serviceLog } from "@tributary/bus/log";
import type { ComparisonMessages } from "@tributary/bus/operate-comparison";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import type { SubscriptionDependencies } from "@tributary/bus/subscription";
import { service } from "@tributary/contracts/patient-registry.operations";
import { dynamodbPublishedStates } from "@tributary/delivery/dynamodb-published-states";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { sendMessagesTo } from "@tributary/delivery/send-messages";
import { Resource } from "sst/resource";
import type { KeepDependencies } from "./event-handlers.ts";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
const links = Resource as unknown as {
  readonly ClinicalBus: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
  readonly Registry: { readonly name: string };
  readonly RegistryStream: { readonly arn: string };
  readonly RegistryPublished: { readonly name: string };
  readonly RegistryComparisonQueue: { readonly url: string };
};

/** What the enrichment works with on AWS. */
export function enrichDependencies(): EnrichDependencies {
  return {
    quarantine: s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url }),
    log: serviceLog(service),
  };
}

/** What the capture works with on AWS. */
export function captureDependencies(): CaptureDependencies {
  const publish = createPublisher({ putEvents: putEventsOn(), busName: links.ClinicalBus.name });
  return { ...enrichDependencies(), publish };
}

/** What keeping published states works with on AWS. */
export function keepDependencies(): SubscriptionDependencies & KeepDependencies {
  const states = dynamodbPublishedStates({ table: links.RegistryPublished.name });
  return { ...enrichDependencies(), states };
}

/** What comparing works with on AWS. */
export function comparisonDependencies(): ComparisonDependencies {
  const { name: table } = links.Registry;
  return {
    ...captureDependencies(),
    table: dynamodbTable({ table, streamArn: links.RegistryStream.arn, keyNames: ["pk", "sk"] }),
    states: dynamodbPublishedStates({ table: links.RegistryPublished.name }),
    now: Date.now,
    sleep: milliseconds => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
  };
}

/** What comparing by messages works with on AWS. */
export function comparisonMessages(): ComparisonDependencies & ComparisonMessages {
  const send = sendMessagesTo(() => links.RegistryComparisonQueue.url);
  return { ...comparisonDependencies(), sendRequest: request => send(request, 0) };
}
