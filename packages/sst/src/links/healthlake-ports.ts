import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import type { ReceiverDependencies } from "@tributary/bus/receive-messages";
import { clientSettings } from "@tributary/delivery/client-settings";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
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
import { createVersionPublisher, type VersionPublisherOptions } from "@tributary/healthlake-capture/publish-versions";
import { type DatastoreLink, links, type QueueLink, type TableLink } from "./links.ts";
import { type Producer, producerPorts } from "./producer-ports.ts";

interface HealthlakeCapture extends Producer {
  /** The event that announces a version. */
  readonly contract: VersionPublisherOptions["contract"];
  /** Name of the bus component. */
  readonly bus: string;
  /** Name of the data store's link. */
  readonly datastore: string;
  /** Name of the ledger's table; default `<name>Ledger`. */
  readonly ledger?: string;
  /** Limits in milliseconds for one attempt at the data store, and for a call with its retries. */
  readonly budgetMs: number;
}

/** Dependencies of every handler of the component `healthlakeCapture`. */
export type HealthlakePorts = ReceiverDependencies &
  NoticeDependencies &
  WindowDependencies &
  BackfillDependencies & { readonly client: FhirClient };

/** Ports of the functions of `healthlakeCapture` with this name, built from their links. */
export function healthlakePorts(name: string, capture: HealthlakeCapture): HealthlakePorts {
  const { service, sends, contract, bus, datastore, ledger: table = `${name}Ledger`, budgetMs } = capture;
  const linked = links<Readonly<Record<string, DatastoreLink & TableLink & QueueLink>>>();
  const datastoreId = linked[datastore]!.id;
  const dynamodb = new DynamoDBClient(clientSettings);
  const inTable = { table: linked[table]!.name, client: dynamodb, write: conditionalWrites({ client: dynamodb }) };
  const client = clientFromEnvironment(datastoreId, { budgetMs });
  const ledger = dynamodbLedger(inTable);
  const { publish, quarantine, log } = producerPorts(bus, { service, sends });
  const now = Date.now;
  const sleep = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
  const sendWindowMessage = sendMessagesTo(() => linked[`${name}WindowsQueue`]!.url);
  const askForCheck: AskForCheck = bucket => sendWindowMessage({ kind: "gap-check", ...bucket }, GRACE_SECONDS);
  const common = { datastoreId, ledger, quarantine, log, now, sleep, hash: hex32 };
  return {
    ...{ ...common, client, sendWindowMessage },
    windowMarks: dynamodbWindowMarks(inTable),
    eventNumbers: dynamodbEventNumbers({ ...inTable, askForCheck }),
    publishVersions: createVersionPublisher({ ...common, service, contract, reader: client, publish }),
  };
}
