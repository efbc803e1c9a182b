import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import type { ReceiverDependencies } from "@tributary/bus/receive-messages";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import { clientSettings } from "@tributary/delivery/client-settings";
import { sendMessagesTo } from "@tributary/delivery/send-messages";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { BackfillDependencies } from "@tributary/healthlake-capture/backfill";
import { dynamodbEventNumbers } from "@tributary/healthlake-capture/dynamodb-event-numbers";
import { dynamodbLedger } from "@tributary/healthlake-capture/dynamodb-ledger";
import { dynamodbWindowMarks } from "@tributary/healthlake-capture/dynamodb-window-marks";
import { type AskForCheck, GRACE_SECONDS } from "@tributary/healthlake-capture/event-numbers";
import type { NoticeDependencies } from "@tributary/healthlake-capture/handle-notices";
import type { WindowDependencies } from "@tributary/healthlake-capture/handle-windows";
import { createVersionPublisher } from "@tributary/healthlake-capture/publish-versions";
import { servicePorts } from "@tributary/sst/consumer-ports";
import { type BusLink, type DatastoreLink, links, type QueueLink, type TableLink } from "@tributary/sst/links";

/** What the SST program links to the functions of this service. */
export const linked = links<{
  readonly Datastore: DatastoreLink;
  readonly NoticesBus: BusLink;
  readonly ClinicalBus: BusLink;
  readonly ChangeLedger: TableLink;
  readonly HealthLakeWindowsQueue: QueueLink;
}>();

/** What every way of learning of changes works with. */
export type ChangeDependencies = ReceiverDependencies &
  NoticeDependencies &
  WindowDependencies &
  BackfillDependencies & { readonly client: FhirClient };

/** A client of the linked data store. `budgetMs`: how long an attempt may last, and until when a call is repeated. */
export function datastoreClient(budgetMs: number): FhirClient {
  return clientFromEnvironment(linked.Datastore.id, { budgetMs });
}

/** What the functions work with on AWS. `budgetMs`: of a call to the data store. */
export function changeDependencies(budgetMs: number): ChangeDependencies {
  const datastoreId = linked.Datastore.id;
  const table = linked.ChangeLedger.name;
  const dynamodb = new DynamoDBClient(clientSettings);
  const client = datastoreClient(budgetMs);
  const ledger = dynamodbLedger({ table, client: dynamodb });
  const { quarantine, log } = servicePorts(service);
  const now = Date.now;
  const sleep = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
  const sendWindowMessage = sendMessagesTo(() => linked.HealthLakeWindowsQueue.url);
  const askForCheck: AskForCheck = bucket => sendWindowMessage({ kind: "gap-check", ...bucket }, GRACE_SECONDS);
  return {
    ...{ datastoreId, client, ledger, quarantine, log, sendWindowMessage, now, sleep, hash: hex32 },
    windowMarks: dynamodbWindowMarks({ table, client: dynamodb }),
    eventNumbers: dynamodbEventNumbers({ table, client: dynamodb, askForCheck }),
    publishVersions: createVersionPublisher({
      ...{ service, contract: FhirResourceChangedV1 },
      ...{ datastoreId, ledger, quarantine, log },
      reader: client,
      publish: createPublisher({ putEvents: putEventsOn(), busName: linked.ClinicalBus.name }),
      hash: hex32,
      ...{ now, sleep },
    }),
  };
}

/** What the receiver of notices works with on AWS: its invocations are short. */
export const noticeDependencies = (): ChangeDependencies => changeDependencies(4_000);

/** What following windows and operators' requests work with on AWS. */
export const windowDependencies = (): ChangeDependencies => changeDependencies(20_000);
