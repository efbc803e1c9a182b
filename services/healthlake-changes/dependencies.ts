import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventIdOf, hex32 } from "@tributary/bus/event-id";
import { serviceLog } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import type { ReceiverDependencies } from "@tributary/bus/receive-messages";
import { service } from "@tributary/contracts/healthlake-changes.operations";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { createFhirClient, type FhirClient } from "@tributary/healthlake/fhir-client";
import { Resource } from "sst/resource";
import { dynamodbEventNumbers } from "./event-number-store.ts";
import { type AskForCheck, type EventNumbers, GRACE_SECONDS } from "./event-numbers.ts";
import type { Ledger } from "./ledger.ts";
import type { NoticeDependencies } from "./notices.ts";
import { createVersionPublisher, type PublishVersions } from "./publish-versions.ts";
import { dynamodbLedger } from "./store.ts";

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
export interface ChangeDependencies extends ReceiverDependencies {
  readonly datastoreId: string;
  readonly client: FhirClient;
  readonly ledger: Ledger;
  readonly eventNumbers: EventNumbers;
  readonly publishVersions: PublishVersions;
  /** Sends the service a message, to be handled that many seconds later, at most 900. */
  readonly sendWindowMessage: (message: object, delaySeconds: number) => Promise<void>;
}

/** A client of the linked data store; calls give up after `budgetMs`. */
export function datastoreClient(budgetMs: number): FhirClient {
  const { AWS_REGION = "us-east-1", AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_HEALTHLAKE } = process.env;
  const endpoint = AWS_ENDPOINT_URL_HEALTHLAKE ?? AWS_ENDPOINT_URL;
  return createFhirClient({
    region: AWS_REGION,
    datastoreId: links.Datastore.id,
    retry: { budgetMs },
    timeoutMs: budgetMs,
    ...(endpoint !== undefined && { endpoint }),
  });
}

/** What the functions work with on AWS. `budgetMs`: for how long a call to the data store is repeated. */
export function changeDependencies(budgetMs: number): ChangeDependencies {
  const datastoreId = links.Datastore.id;
  const table = links.ChangeLedger.name;
  const dynamodb = new DynamoDBClient({});
  const client = datastoreClient(budgetMs);
  const ledger = dynamodbLedger({ table, client: dynamodb });
  const quarantine = s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url });
  const log = serviceLog(service);
  const sendWindowMessage = windowMessages();
  const askForCheck: AskForCheck = bucket => sendWindowMessage({ kind: "gap-check", ...bucket }, GRACE_SECONDS);
  return {
    ...{ datastoreId, client, ledger, quarantine, log, sendWindowMessage },
    eventNumbers: dynamodbEventNumbers({ table, client: dynamodb, askForCheck }),
    publishVersions: createVersionPublisher({
      ...{ datastoreId, ledger, quarantine, log },
      reader: client,
      publish: createPublisher({ putEvents: putEventsOn(), busName: links.ClinicalBus.name }),
      hash: hex32,
      eventId: eventIdOf,
      now: Date.now,
      sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
    }),
  };
}

/** What the receiver of notices works with on AWS. */
export function noticeDependencies(): NoticeDependencies & ReceiverDependencies {
  return changeDependencies(4_000);
}

/** The client is loaded by the first message: few invocations send one, and it costs a cold start some 30 ms. */
function windowMessages(): ChangeDependencies["sendWindowMessage"] {
  let loaded: Promise<ChangeDependencies["sendWindowMessage"]> | undefined;
  return async (message, delaySeconds) => {
    loaded ??= load();
    await (await loaded)(message, delaySeconds);
  };

  async function load(): Promise<ChangeDependencies["sendWindowMessage"]> {
    const { SendMessageCommand, SQSClient } = await import("@aws-sdk/client-sqs");
    // The queue's URL says where it is on AWS; the client's own endpoint may be another cloud's.
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const QueueUrl = links.HealthLakeWindowsQueue.url;
    return async (message, DelaySeconds) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }));
    };
  }
}
