import type { CaptureDependencies } from "@tributary/bus/capture-changes";
import type { ComparisonDependencies } from "@tributary/bus/compare-table";
import { dynamodbTable } from "@tributary/bus/dynamodb-table";
import type { EnrichDependencies } from "@tributary/bus/enrich-changes";
import type { ComparisonMessages } from "@tributary/bus/operate-comparison";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import type { SubscriptionDependencies } from "@tributary/bus/subscription";
import { receives, service } from "@tributary/contracts/patient-registry.operations";
import { dynamodbPublishedStates } from "@tributary/delivery/dynamodb-published-states";
import { sendMessagesTo } from "@tributary/delivery/send-messages";
import { consumerPorts, servicePorts } from "@tributary/sst/consumer-ports";
import { type BusLink, links, type QueueLink, type StreamLink, type TableLink } from "@tributary/sst/links";
import type { KeepDependencies } from "./event-handlers.ts";

/** What the SST program links to the functions of this service. */
const linked = links<{
  readonly ClinicalBus: BusLink;
  readonly Registry: TableLink;
  readonly RegistryStream: StreamLink;
  readonly RegistryPublished: TableLink;
  readonly RegistryComparisonQueue: QueueLink;
}>();

/** What the enrichment works with on AWS. */
export function enrichDependencies(): EnrichDependencies {
  return servicePorts(service);
}

/** What the capture works with on AWS. */
export function captureDependencies(): CaptureDependencies {
  const publish = createPublisher({ putEvents: putEventsOn(), busName: linked.ClinicalBus.name });
  return { ...enrichDependencies(), publish };
}

/** What keeping published states works with on AWS. */
export function keepDependencies(): SubscriptionDependencies & KeepDependencies {
  const states = dynamodbPublishedStates({ table: linked.RegistryPublished.name });
  return { ...consumerPorts("RegistryPublished", { service, receives }), states };
}

/** What comparing works with on AWS. */
export function comparisonDependencies(): ComparisonDependencies {
  const { name: table } = linked.Registry;
  return {
    ...captureDependencies(),
    table: dynamodbTable({ table, streamArn: linked.RegistryStream.arn, keyNames: ["pk", "sk"] }),
    states: dynamodbPublishedStates({ table: linked.RegistryPublished.name }),
    now: Date.now,
    sleep: milliseconds => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
  };
}

/** What comparing by messages works with on AWS. */
export function comparisonMessages(): ComparisonDependencies & ComparisonMessages {
  const send = sendMessagesTo(() => linked.RegistryComparisonQueue.url);
  return { ...comparisonDependencies(), sendRequest: request => send(request, 0) };
}
