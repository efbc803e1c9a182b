import { AsyncLocalStorage } from "node:async_hooks";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { captureChanges } from "@tributary/bus/capture-changes";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import type { Log } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { subscribe } from "@tributary/bus/subscribe";
import { receives } from "@tributary/contracts/patient-timeline.operations";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { seededRandom } from "@tributary/local-cloud/kernel/random";
import type { Activity, Faults } from "@tributary/local-cloud/kernel/service";
import { createLocalCloud } from "@tributary/local-cloud/local-cloud";
import { eventsOf } from "../../services/patient-registry/patient.ts";
import { dynamodbTimeline } from "../../services/patient-timeline/store.ts";
import { timelineEntry } from "../../services/patient-timeline/timeline.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Turns of the event loop after which a function is taken to hang. */
const PATIENCE = 100_000;

/** Turns without a running function after which nothing is on its way any more: signals and pollers take a few. */
const QUIET_TURNS = 20;

/** A call that a function makes, as it goes over the wire. */
export interface FunctionCall {
  /** As in the graph: `services/patient-registry/handler.capture`. */
  readonly handler: string;
  /** `DynamoDB_20120810.PutItem`; for S3 the method. */
  readonly operation: string;
  readonly body: string;
}

/** What befalls a function's call: `refuse` before it is made, or `lose` its answer; a `crash` takes the function along. */
export type Mishap = "refuse" | "lose" | "crash before" | "crash after";

interface Invocation {
  readonly handler: string;
  crashed: boolean;
}

/** The committed graph in this process, on a virtual clock: real SDK clients, no network, failures on demand. */
export type Flow = ReturnType<typeof startFlow>;

/** Boots the graph with the services' own parts, given clients that reach the cloud in process. */
export function startFlow({
  file = "infra/graph.json",
  faults = {} as Faults,
  log = { error() {}, warn() {}, info() {} } as Log,
  /** Decides over every call of a function. */
  mishap = (_call: FunctionCall): Mishap | undefined => undefined,
  /** Hears of every call of a function that was answered, with the status. */
  answered = (_call: FunctionCall, _status: number): void => {},
} = {}) {
  const graph = readGraph(join(root, file));
  const clock = virtualClock(Date.parse("2026-11-21T08:00:00Z"));
  const activities: Activity[] = [];
  const invocations = new AsyncLocalStorage<Invocation>();
  let running = 0;
  const counted =
    <Event, Answer>(
      name: string,
      handler: (event: Event, context: { getRemainingTimeInMillis(): number }) => Promise<Answer>,
    ) =>
    async (event: unknown, context: { getRemainingTimeInMillis(): number }) => {
      running++;
      const invocation: Invocation = { handler: name, crashed: false };
      try {
        const answer = await invocations.run(invocation, () => handler(event as Event, context));
        if (invocation.crashed) throw new Error("The function crashed.");
        return answer;
      } finally {
        running--;
      }
    };

  const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url);
  const registry = "patient-registry";
  const quarantine = () => s3Quarantine({ bucket: link("Quarantine"), reportsUrl: link("QuarantineReports"), s3, sqs });
  const capture = captureChanges({
    service: registry,
    mapping: eventsOf,
    dependencies: () => ({
      publish: createPublisher({
        putEvents: putEventsOn(() => events),
        busName: link("ClinicalBus"),
        sleep: async () => {},
      }),
      quarantine: quarantine(),
      log,
    }),
  });
  const enrich = enrichChanges({
    service: registry,
    mapping: eventsOf,
    dependencies: () => ({ quarantine: quarantine(), log }),
  });
  const apply = async (
    event: Parameters<typeof timelineEntry>[0],
    { dependencies: { timeline } }: { dependencies: { timeline: ReturnType<typeof dynamodbTimeline> } },
  ) => void (await timeline.apply(timelineEntry(event)));
  const consume = subscribe({
    service: "patient-timeline",
    receives,
    handlers: { "PatientRecordChanged.v1": apply, "AddressChanged.v1": apply },
    dependencies: () => ({
      idempotency: dynamodbIdempotency({
        table: link("Idempotency"),
        consumer: "patient-timeline",
        client: dynamodb,
        now: clock.now,
      }),
      quarantine: quarantine(),
      timeline: dynamodbTimeline({ table: link("Timeline"), client: dynamodb }),
      log,
    }),
  });

  const cloud = createLocalCloud({
    graph,
    clock,
    faults,
    random: seededRandom(1),
    onActivity: activity => activities.push(activity),
    functions: {
      "services/patient-registry/handler.capture": counted("services/patient-registry/handler.capture", capture),
      "services/patient-registry/handler.enrich": counted("services/patient-registry/handler.enrich", enrich),
      "services/patient-timeline/handler.consume": counted("services/patient-timeline/handler.consume", consume),
    },
  });
  const wire = inProcess(cloud);
  /** As a function's own network: what goes wrong on it is nobody else's. */
  const network: typeof wire = {
    ...wire,
    async handle(request) {
      const invocation = invocations.getStore();
      if (invocation === undefined) return wire.handle(request);
      const operation = request.headers["x-amz-target"] ?? request.method;
      const call = { handler: invocation.handler, operation, body: textOf(request.body) };
      const fail = (crash: boolean) => {
        invocation.crashed ||= crash;
        throw Object.assign(new Error("The connection was reset."), { code: "ECONNRESET" });
      };
      if (invocation.crashed) return fail(true);
      const what = mishap(call);
      if (what === "refuse" || what === "crash before") return fail(what !== "refuse");
      const answer = await wire.handle(request);
      answered(call, answer.response.statusCode);
      return what === undefined ? answer : fail(what !== "lose");
    },
  };
  const options = {
    region: graph.region,
    endpoint: "http://localhost",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: network,
    maxAttempts: 1,
  };
  const dynamodb = new DynamoDBClient(options);
  const events = new EventBridgeClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sqs = new SQSClient(options);

  const key = (id: string) => ({ pk: { S: `PATIENT#${id}` }, sk: { S: `PATIENT#${id}` } });

  return {
    graph,
    cloud,
    clock,
    link,
    s3,
    sqs,
    dynamodb,
    /** All that was reported so far. */
    activities: activities as readonly Activity[],
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
    async messagesIn(queue: string): Promise<number> {
      const ask = new GetQueueAttributesCommand({
        QueueUrl: link(queue),
        AttributeNames: ["ApproximateNumberOfMessages"],
      });
      return Number((await sqs.send(ask)).Attributes?.ApproximateNumberOfMessages);
    },
    /** How many of a kind were reported. */
    count: (kind: string) =>
      activities.reduce((sum, activity) => sum + (activity.kind === kind ? activity.count : 0), 0),
    /** Lets everything run to its end, moving the clock to the next thing due whenever nothing else is left to do. */
    async settle(): Promise<void> {
      for (;;) {
        for (let quiet = 0, turns = 0; quiet < QUIET_TURNS; quiet = running > 0 ? 0 : quiet + 1) {
          if (turns++ > PATIENCE) throw new Error("A function hangs.");
          await turn();
        }
        if (Object.keys(cloud.pending()).length === 0) return;
        const next = clock.next();
        if (next === undefined)
          throw new Error(`Nothing is due, but there is work left: ${JSON.stringify(cloud.pending())}`);
        await clock.advance(next - clock.now());
      }
    },
  };
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** A plain view: the SDK's own bodies complain when they are taken for text. */
function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array)) return typeof body === "string" ? body : "";
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}
