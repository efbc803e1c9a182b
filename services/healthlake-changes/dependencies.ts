import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { serviceLog } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import type { ReceiverDependencies } from "@tributary/bus/receive-messages";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
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
import { Resource } from "sst/resource";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
export const links = Resource as unknown as {
  readonly Datastore: { readonly id: string };
  readonly NoticesBus: { readonly arn: string };
  readonly ClinicalBus: { readonly name: string };
  readonly ChangeLedger: { readonly name: string };
  readonly HealthLakeWindowsQueue: { readonly url: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
};

/** What every way of learning of changes works with. */
export type ChangeDependencies = ReceiverDependencies &
  NoticeDependencies &
  WindowDependencies &
  BackfillDependencies & { readonly client: FhirClient };

/** A client of the linked data store. `budgetMs`: how long an attempt may last, and until when a call is repeated. */
export function datastoreClient(budgetMs: number): FhirClient {
  return clientFromEnvironment(links.Datastore.id, { budgetMs });
}

/** What the functions work with on AWS. `budgetMs`: of a call to the data store. */
export function changeDependencies(budgetMs: number): ChangeDependencies {
  const datastoreId = links.Datastore.id;
  const table = links.ChangeLedger.name;
  const dynamodb = new DynamoDBClient({});
  const client = datastoreClient(budgetMs);
  const ledger = dynamodbLedger({ table, client: dynamodb });
  const quarantine = s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url });
  const log = serviceLog(service);
  const now = Date.now;
  const sleep = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
  const sendWindowMessage = sendMessagesTo(() => links.HealthLakeWindowsQueue.url);
  const askForCheck: AskForCheck = bucket => sendWindowMessage({ kind: "gap-check", ...bucket }, GRACE_SECONDS);
  return {
    ...{ datastoreId, client, ledger, quarantine, log, sendWindowMessage, now, sleep, hash: hex32 },
    windowMarks: dynamodbWindowMarks({ table, client: dynamodb }),
    eventNumbers: dynamodbEventNumbers({ table, client: dynamodb, askForCheck }),
    publishVersions: createVersionPublisher({
      ...{ service, contract: FhirResourceChangedV1 },
      ...{ datastoreId, ledger, quarantine, log },
      reader: client,
      publish: createPublisher({ putEvents: putEventsOn(), busName: links.ClinicalBus.name }),
      hash: hex32,
      ...{ now, sleep },
    }),
  };
}

/** What the receiver of notices works with on AWS: its invocations are short. */
export const noticeDependencies = (): ChangeDependencies => changeDependencies(4_000);

/** What following windows and operators' requests work with on AWS. */
export const windowDependencies = (): ChangeDependencies => changeDependencies(20_000);
