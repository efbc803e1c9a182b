import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AttributeValue, DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { captureChanges } from "@tributary/bus/capture-changes";
import { comparisonRequest } from "@tributary/bus/comparison-request";
import { dynamodbTable } from "@tributary/bus/dynamodb-table";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { hex32 } from "@tributary/bus/event-id";
import type { Log } from "@tributary/bus/log";
import { handleComparisons, operateComparison } from "@tributary/bus/operate-comparison";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { receiveMessages } from "@tributary/bus/receive-messages";
import { subscribe } from "@tributary/bus/subscribe";
import { fhirNotice } from "@tributary/change-event/fhir-notice";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { receives as syncReceives } from "@tributary/contracts/fhir-sync.operations";
import { receives as registryReceives } from "@tributary/contracts/patient-registry.operations";
import { receives as timelineReceives } from "@tributary/contracts/patient-timeline.operations";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { dynamodbNewestItems } from "@tributary/delivery/dynamodb-newest-items";
import { dynamodbPublishedStates } from "@tributary/delivery/dynamodb-published-states";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { createFhirClient, type FhirClient } from "@tributary/healthlake/fhir-client";
import { dynamodbEventNumbers } from "@tributary/healthlake-capture/dynamodb-event-numbers";
import { dynamodbLedger } from "@tributary/healthlake-capture/dynamodb-ledger";
import { dynamodbWindowMarks } from "@tributary/healthlake-capture/dynamodb-window-marks";
import { GRACE_SECONDS } from "@tributary/healthlake-capture/event-numbers";
import { handleNotices } from "@tributary/healthlake-capture/handle-notices";
import { handleWindows } from "@tributary/healthlake-capture/handle-windows";
import { operateCapture } from "@tributary/healthlake-capture/operate-capture";
import { createVersionPublisher } from "@tributary/healthlake-capture/publish-versions";
import { subscribeDatastore } from "@tributary/healthlake-capture/subscribe-datastore";
import { windowMessage } from "@tributary/healthlake-capture/window-message";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { uuid } from "@tributary/local-cloud/kernel/random";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import type { Graph } from "@tributary/synth/graph";
import type { FunctionCall, Mishap } from "@tributary/testkit/function-network";
import { type GraphParts, startGraph } from "@tributary/testkit/start-graph";
import { turn } from "@tributary/testkit/turn";
import { dynamodbIdentities } from "../../services/fhir-sync/dynamodb-identities.ts";
import { dynamodbSyncStates } from "../../services/fhir-sync/dynamodb-sync-states.ts";
import { handlersFor } from "../../services/fhir-sync/handler.ts";
import { mappings as registeredMappings } from "../../services/fhir-sync/mappings.ts";
import { registryEvents, handlers as registryHandlers } from "../../services/patient-registry/handler.ts";
import { decide } from "../../services/patient-registry/patient.ts";
import { handlers as timelineHandlers } from "../../services/patient-timeline/handler.ts";
import { TIMELINE, type TimelineEntry } from "../../services/patient-timeline/timeline.ts";
import { withoutDatastore } from "./without-datastore.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Graphs {
  readonly whole: Graph;
  readonly registryOnly: Graph;
}
const graphs = new Map<string, Graphs>();

/** Read once for all flows. */
function graphsOf(file: string): Graphs {
  const known = graphs.get(file);
  if (known) return known;
  const whole = readGraph(join(root, file));
  const read = { whole, registryOnly: withoutDatastore(whole) };
  graphs.set(file, read);
  return read;
}

/** An event of the registry, as the archive has it. */
export interface RegistryEvent {
  readonly metadata: { readonly eventId: string; readonly subject: string; readonly sequence: string };
  readonly data: Readonly<Record<string, unknown>> & { readonly change: string; readonly origin?: string };
}

type Counts = Readonly<Record<string, number>>;

/** The committed graph in this process, on a virtual clock: real SDK clients, no network, failures on demand. */
export type Flow = ReturnType<typeof startFlow>;

/** Boots the graph with the services' own parts, given clients that reach the cloud in process. */
export function startFlow({
  file = "infra/graph.json",
  faults = {} as Faults,
  log = { error() {}, warn() {}, info() {} } as Log,
  /** Decides over every call of a function. */
  mishap = (_call: FunctionCall): Mishap | undefined => undefined,
  /** Hears of every call of a function that was answered, with the status, and of statements with what was answered. */
  answered = (_call: FunctionCall, _status: number, _answer: string): void => {},
  /** Hears of the units that a function's call took of tables, as DynamoDB reports them; without it nothing is asked for. */
  consumed = undefined as ((handler: string, kind: "read" | "write", units: number) => void) | undefined,
  /** How the data store behaves; without one, changes stay on the registry's side. */
  behaviour = undefined as Partial<HealthLakeBehaviour> | undefined,
  /** What fhir-sync makes of the items. */
  mappings = registeredMappings,
} = {}) {
  const { whole, registryOnly } = graphsOf(file);
  const graph = behaviour === undefined ? registryOnly : whole;
  const fhirOf = ({ clock, credentials, fetch, link }: GraphParts) =>
    createFhirClient({
      region: graph.region,
      datastoreId: link("Datastore"),
      endpoint: "http://localhost",
      ...{ credentials, fetch },
      retry: { maxAttempts: 1 },
      sleep: async () => {},
      now: () => new Date(clock.now()),
    });
  const running = startGraph({
    ...{ graph, faults, mishap, answered },
    functions: parts => functionsOf(parts, { fhir: fhirOf(parts), log, mappings }),
    ...(consumed && { consumed }),
    ...(behaviour && { behaviour }),
  });
  const { cloud, dynamodb, link } = running;
  const key = (id: string) => ({ pk: { S: `PATIENT#${id}` }, sk: { S: `PATIENT#${id}` } });

  return {
    ...running,
    /** The data store, as anybody reaches it. */
    fhir: fhirOf(running),
    async putPatient(id: string, familyName: string, more: Record<string, AttributeValue> = {}): Promise<void> {
      const Item = {
        ...key(id),
        itemType: { S: "Patient" },
        patientId: { S: id },
        familyName: { S: familyName },
        givenNames: { L: [] },
        ...more,
      };
      await dynamodb.send(new PutItemCommand({ TableName: link("Registry"), Item }));
    },
    async deletePatient(id: string): Promise<void> {
      await dynamodb.send(new DeleteItemCommand({ TableName: link("Registry"), Key: key(id) }));
    },
    /** The family name in the timeline; `deleted` for a tombstone; undefined when there is nothing. */
    async familyName(id: string): Promise<string | undefined> {
      const Key = { pk: { S: `PATIENT#${id}` }, sk: { S: "RECORD" } };
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: link("Timeline"), Key }));
      return Item?.deleted?.BOOL ? "deleted" : Item?.image?.M?.familyName?.S;
    },
    /** Every version in the data store's history but the plumbing's, as `<type>/<id>/<version>`, sorted. */
    versionsInStore(): string[] {
      const rows = cloud.context.store
        .prepare("SELECT type, id, version FROM healthlake_versions WHERE type NOT LIKE 'Subscription%'")
        .all();
      return rows.map(({ type, id, version }) => `${type}/${id}/${version}`).sort();
    },
    /** The versions that events on the bus were about, in the order of their coming. */
    publishedChanges(): {
      readonly version: string;
      readonly change: string;
      readonly origin: string;
      readonly echo: boolean;
      readonly eventId: string;
    }[] {
      return cloud.context.store
        .prepare("SELECT event FROM events_archived ORDER BY seq")
        .all()
        .map(({ event }) => JSON.parse(String(event)))
        .filter(event => event["detail-type"] === "FhirResourceChanged.v1")
        .map(({ detail: { data, metadata } }) => ({
          eventId: metadata.eventId,
          version: `${data.key.resourceType}/${data.key.id}/${data.versionId}`,
          change: data.change,
          origin: data.origin,
          echo: data.echo,
        }));
    },
    /** The events of the registry that came onto the bus, in the order of their coming. */
    registryEvents(): RegistryEvent[] {
      return cloud.context.store
        .prepare("SELECT event FROM events_archived ORDER BY seq")
        .all()
        .map(({ event }) => JSON.parse(String(event)))
        .filter(event => event.source === "tributary.patient-registry")
        .map(({ detail }) => detail as RegistryEvent);
    },
    /** Has an operator's request done, slice by slice; returns what was counted, of all types together. */
    async operate(request: object, operator = "HealthLakeOperator"): Promise<Counts> {
      const FunctionName = `${graph.app}-${graph.stage}-${operator}`;
      const counts: Record<string, number> = {};
      for (let cursor: object | undefined; ; ) {
        const Payload = JSON.stringify({ ...request, ...(cursor && { cursor }) });
        const { Payload: answered = "null" } = (await cloud.context.call("lambda", "Invoke", {
          FunctionName,
          Payload,
        })) as {
          Payload?: string;
        };
        const answer = JSON.parse(answered) as { outcome?: string; cursor?: object; counts?: Record<string, Counts> };
        for (const [name, count] of Object.values(answer.counts ?? {}).flatMap(own => Object.entries(own)))
          counts[name] = (counts[name] ?? 0) + count;
        if (answer.outcome === "done") return counts;
        if (answer.outcome !== "continue") throw new Error(`The operator's function answered ${answered}`);
        cursor = answer.cursor;
      }
    },
  };
}

interface Own {
  readonly fhir: FhirClient;
  readonly log: Log;
  readonly mappings: typeof registeredMappings;
}

/** The services' functions, of the parts of this graph. */
function functionsOf({ graph, clock, random, link, dynamodb, streams, events, s3, sqs }: GraphParts, own: Own) {
  const { fhir, log, mappings } = own;
  const quarantine = () => s3Quarantine({ bucket: link("Quarantine"), reportsUrl: link("QuarantineReports"), s3, sqs });
  const publisher = () =>
    createPublisher({ putEvents: putEventsOn(() => events), busName: link("ClinicalBus"), sleep: async () => {} });
  const idempotency = (table: string, consumer: string) =>
    dynamodbIdempotency({ table: link(table), consumer, client: dynamodb, now: clock.now });
  const time = { now: clock.now, sleep: async () => {} };
  const changes = () => {
    const inLedger = {
      ...{ table: link("ChangeLedger"), client: dynamodb, now: clock.now },
      write: conditionalWrites({ client: dynamodb, now: clock.now }),
    };
    const ledger = dynamodbLedger(inLedger);
    const datastoreId = link("Datastore");
    const common = { datastoreId, ledger, quarantine: quarantine(), log };
    const sendWindowMessage = async (message: object, DelaySeconds: number) =>
      void (await sqs.send(
        new SendMessageCommand({
          QueueUrl: link("HealthLakeWindowsQueue"),
          MessageBody: JSON.stringify(message),
          DelaySeconds,
        }),
      ));
    return {
      ...common,
      ...time,
      client: fhir,
      hash: hex32,
      windowMarks: dynamodbWindowMarks({ table: link("ChangeLedger"), client: dynamodb, now: clock.now }),
      sendWindowMessage,
      eventNumbers: dynamodbEventNumbers({
        ...inLedger,
        askForCheck: bucket => sendWindowMessage({ kind: "gap-check", ...bucket }, GRACE_SECONDS),
      }),
      publishVersions: createVersionPublisher({
        ...{ ...common, service: "healthlake-changes", contract: FhirResourceChangedV1 },
        reader: fhir,
        publish: publisher(),
        hash: hex32,
        now: Date.now, // Lambda's deadlines are real.
        sleep: time.sleep,
      }),
    };
  };

  const published = () =>
    dynamodbPublishedStates({ table: link("RegistryPublished"), client: dynamodb, now: clock.now });
  const registryComparison = () => ({
    ...{ publish: publisher(), quarantine: quarantine(), log, states: published(), ...time },
    table: dynamodbTable({
      ...{ table: link("Registry"), streamArn: String(graph.links.RegistryStream?.arn), keyNames: ["pk", "sk"] },
      ...{ client: dynamodb, streams },
    }),
    sendRequest: async (request: object) => {
      const send = { QueueUrl: link("RegistryComparisonQueue"), MessageBody: JSON.stringify(request) };
      await sqs.send(new SendMessageCommand(send));
    },
  });

  return {
    "services/patient-registry/handler.capture": captureChanges({
      service: "patient-registry",
      mapping: decide,
      dependencies: () => ({ publish: publisher(), quarantine: quarantine(), log }),
    }),
    "services/patient-registry/handler.enrich": enrichChanges({
      service: "patient-registry",
      mapping: decide,
      dependencies: () => ({ quarantine: quarantine(), log }),
    }),
    "services/patient-registry/handler.keep": subscribe({
      service: "patient-registry",
      receives: registryReceives,
      handlers: registryHandlers,
      dependencies: () => ({ quarantine: quarantine(), log, states: published() }),
    }),
    "services/patient-registry/handler.compare": receiveMessages({
      service: "patient-registry",
      decode: comparisonRequest,
      handle: handleComparisons(registryEvents),
      dependencies: registryComparison,
    }),
    "services/patient-registry/handler.operate": operateComparison({
      ...registryEvents,
      dependencies: registryComparison,
    }),
    "services/patient-timeline/handler.consume": subscribe({
      service: "patient-timeline",
      receives: timelineReceives,
      handlers: timelineHandlers,
      dependencies: () => ({
        quarantine: quarantine(),
        timeline: dynamodbNewestItems<TimelineEntry>({ table: link("Timeline"), client: dynamodb, ...TIMELINE }),
        sleep: async () => {},
        client: fhir,
        log,
      }),
    }),
    "services/fhir-sync/handler.consume": subscribe({
      service: "fhir-sync",
      receives: syncReceives,
      handlers: handlersFor(mappings),
      dependencies: () => ({
        ...time,
        idempotency: idempotency("FhirSyncIdempotency", "fhir-sync"),
        quarantine: quarantine(),
        states: dynamodbSyncStates({ table: link("FhirSyncState"), client: dynamodb }),
        identities: dynamodbIdentities({
          table: link("FhirIdentities"),
          hash: hex32,
          now: clock.now,
          client: dynamodb,
        }),
        trustedSystems: graph.links.TrustedSystems?.systems as string[],
        newId: () => uuid(random),
        client: fhir,
        log,
      }),
    }),
    "services/healthlake-changes/handler.notices": receiveMessages({
      service: "healthlake-changes",
      decode: fhirNotice,
      handle: handleNotices,
      dependencies: changes,
    }),
    "services/healthlake-changes/handler.windows": receiveMessages({
      service: "healthlake-changes",
      decode: windowMessage,
      handle: handleWindows,
      dependencies: changes,
    }),
    "services/healthlake-changes/handler.operate": operateCapture({ dependencies: changes }),
    "services/healthlake-changes/handler.subscribeDatastore": async () => {
      await turn(); // It is called while the cloud is made.
      return await subscribeDatastore(fhir, String(graph.links.NoticesBus?.arn));
    },
  };
}
