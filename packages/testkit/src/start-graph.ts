import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from "@smithy/types";
import { clientSettings } from "@tributary/delivery/client-settings";
import type { HttpFetch } from "@tributary/healthlake/http-fetch";
import type { Denial, IamMode } from "@tributary/local-cloud/authorization/authorizer";
import { explainDenial } from "@tributary/local-cloud/authorization/explain-denial";
import { functionKeyId } from "@tributary/local-cloud/authorization/function-keys";
import type { Cloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { type VirtualClock, virtualClock } from "@tributary/local-cloud/kernel/clock";
import { type Random, seededRandom } from "@tributary/local-cloud/kernel/random";
import type { Activity, Faults } from "@tributary/local-cloud/kernel/service";
import { createLocalCloud } from "@tributary/local-cloud/local-cloud";
import type { InvocationContext } from "@tributary/local-cloud/runtime/invocation-context";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import type { Graph } from "@tributary/synth/graph";
import { fetchFrom } from "./fetch-from.ts";
import { fhirAction } from "./fhir-action.ts";
import { functionNetwork, inEnvironments, type NetworkOptions, type TestFunction } from "./function-network.ts";
import { reportUnits } from "./report-units.ts";
import { turn } from "./turn.ts";

/** Dependencies of functions: real SDK clients that reach the cloud in process, the clock and the links. */
export interface GraphParts {
  readonly graph: Graph;
  readonly clock: VirtualClock;
  readonly random: Random;
  /** Name, URL or id of a linked resource. */
  link(name: string): string;
  readonly dynamodb: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly events: EventBridgeClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** Reaches FHIR data stores. */
  readonly fetch: HttpFetch;
  /** The keys that these clients sign with: in a function its own, so that it may do what its role may. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Options of `startGraph`: what to boot, and what goes wrong. */
export interface StartGraphOptions extends NetworkOptions {
  readonly graph: Graph;
  /** The functions by their handler in the graph; called for each environment of each function. */
  readonly functions: (parts: GraphParts) => Readonly<Record<string, TestFunction>>;
  readonly faults?: Faults;
  /** Called with the capacity units of a function's calls, as DynamoDB reports them; if absent, they are not requested. */
  readonly consumed?: (handler: string, kind: "read" | "write", units: number) => void;
  /** How data stores behave. */
  readonly behaviour?: Partial<HealthLakeBehaviour>;
  /** Epoch milliseconds; long past by default, so that a use of real time shows. */
  readonly now?: number;
  readonly seed?: number;
  /**
   * What becomes of a call of a function that IAM on AWS would deny. By default it is refused, and `settle` and `pass` reject with
   * the grant that would allow it; with `warn` it runs, and they reject too.
   */
  readonly iam?: IamMode;
  /** Takes each denial, so that `settle` and `pass` do not reject: for tests of denials. */
  readonly onDenial?: (denial: Denial) => void;
}

/** A graph running in this process. */
export type RunningGraph = ReturnType<typeof startGraph>;

/** Turns of the event loop after which a function counts as hung. */
const PATIENCE = 100_000;

/** Turns without a running function after which the graph is idle: signals and pollers take a few. */
const QUIET_TURNS = 20;

/** Boots a graph in this process, on a virtual clock: real SDK clients, no network, failures on demand. */
export function startGraph(options: StartGraphOptions) {
  const {
    graph,
    faults = {},
    consumed,
    behaviour = {},
    now = Date.parse("2026-01-01T08:00:00Z"),
    seed = 1,
    iam = "enforce",
  } = options;
  const clock = virtualClock(now);
  const random = seededRandom(seed);
  const activities: Activity[] = [];
  const network = functionNetwork(options);
  const requestHandler = {
    metadata: { handlerProtocol: "http/1.1" },
    handle: (request: HttpRequest, more?: HttpHandlerOptions) =>
      network.call(operationOf(request), textOf(request.body), () => answerTo(cloud, request, more), told),
  };
  const link = (name: string) => String(graph.links[name]?.name ?? graph.links[name]?.url ?? graph.links[name]?.id);
  const partsWith = (credentials: GraphParts["credentials"]): GraphParts => {
    const { region } = graph;
    const client = {
      ...{ ...clientSettings, region, endpoint: "http://localhost", credentials, requestHandler, maxAttempts: 1 },
    };
    return {
      ...{ graph, clock, random, link, credentials },
      dynamodb: new DynamoDBClient(client),
      streams: new DynamoDBStreamsClient(client),
      events: new EventBridgeClient(client),
      s3: new S3Client({ ...client, forcePathStyle: true }),
      sqs: new SQSClient(client),
      fetch: (url, init) =>
        network.call(
          fhirAction(init.method, url),
          String(init.body ?? ""),
          () => fetchFrom(cloud)(url, init),
          ({ status }) => ({ status }),
        ),
    };
  };
  const parts = partsWith({ accessKeyId: "test", secretAccessKey: "test" });
  const functionNamed = (handler: string, name: string): TestFunction => {
    const own = partsWith({ accessKeyId: functionKeyId(name), secretAccessKey: "local" });
    if (consumed) own.dynamodb.middlewareStack.use(reportUnits((kind, units) => consumed(handler, kind, units)));
    return network.attached(
      handler,
      inEnvironments(() => options.functions(own)[handler]!),
    );
  };
  const functions = Object.keys(options.functions(parts)).map(handler => {
    const byName = new Map<string, TestFunction>();
    const run = (event: unknown, context: InvocationContext) => {
      const { functionName: name } = context;
      const found = byName.get(name) ?? functionNamed(handler, name);
      byName.set(name, found);
      return found(event as never, context);
    };
    return [handler, run] as const;
  });
  const denials: Denial[] = [];
  const cloud = createLocalCloud({
    ...{ graph, clock, faults, random, healthLake: { behaviour } },
    iam: { mode: iam, onDenial: options.onDenial ?? (denial => denials.push(denial)) },
    onActivity: activity => activities.push(activity),
    functions: Object.fromEntries(functions),
  });

  /** Resolves when no function runs; rejects once something was denied. */
  const atRest = async () => {
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS; quiet = network.running() > 0 ? 0 : quiet + 1) {
      if (turns++ > PATIENCE) throw new Error("A function hangs.");
      await turn();
    }
    if (denials.length > 0) throw new Error(denials.map(denial => explainDenial(denial, graph)).join("\n"));
  };

  return {
    ...parts,
    cloud,
    /** Everything reported so far. */
    activities: activities as readonly Activity[],
    /** Errors that functions threw: Lambda logs them and returns them to the caller. */
    thrown: network.thrown,
    /** How many messages a linked queue holds for receivers. */
    async messagesIn(queue: string): Promise<number> {
      const AttributeNames = ["ApproximateNumberOfMessages" as const];
      const ask = new GetQueueAttributesCommand({ QueueUrl: link(queue), AttributeNames });
      return Number((await parts.sqs.send(ask)).Attributes?.ApproximateNumberOfMessages);
    },
    /** How many of a kind were reported, of one thing or of all. */
    count: (kind: string, name?: string) =>
      activities
        .filter(activity => activity.kind === kind && (name === undefined || activity.name === name))
        .reduce((sum, activity) => sum + activity.count, 0),
    /** Lets time pass, and whatever is at work come to its end at each moment. Milliseconds. */
    async pass(milliseconds: number): Promise<void> {
      const end = clock.now() + milliseconds;
      for (;;) {
        await atRest();
        const next = Math.min(clock.next() ?? end, end);
        await clock.advance(next - clock.now());
        if (next === end) return;
      }
    },
    /** Lets everything run to its end, moving the clock to the next thing due whenever nothing else is left to do. */
    async settle(): Promise<void> {
      for (;;) {
        await atRest();
        if (Object.keys(cloud.pending()).length === 0) return;
        const next = clock.next();
        if (next === undefined)
          throw new Error(`Nothing is due, but there is work left: ${JSON.stringify(cloud.pending())}`);
        await clock.advance(next - clock.now());
      }
    },
  };
}

interface Answered {
  readonly response: HttpResponse;
  /** Of a statement: what was answered, which says what became of it. */
  readonly text?: string;
}

const operationOf = ({ headers, method }: HttpRequest): string => headers["x-amz-target"] ?? method;

async function answerTo(cloud: Cloud, request: HttpRequest, more?: HttpHandlerOptions): Promise<Answered> {
  const { response } = await inProcess(cloud).handle(request, more);
  if (!operationOf(request).endsWith(".BatchExecuteStatement")) return { response };
  const answer = await text(response.body);
  return { response: { ...response, body: Readable.from([Buffer.from(answer)]) }, text: answer };
}

const told = ({ response, text }: Answered) => ({
  status: response.statusCode,
  ...(text !== undefined && { text }),
});

/** A plain view: the SDK's own bodies complain when they are taken for text. */
function textOf(body: unknown): string {
  if (!(body instanceof Uint8Array)) return typeof body === "string" ? body : "";
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}
