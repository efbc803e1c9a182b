import { HealthLakeClient } from "@aws-sdk/client-healthlake";
import { type Cloud, createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { seededRandom } from "@tributary/local-cloud/kernel/random";
import type { Activity, Faults } from "@tributary/local-cloud/kernel/service";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { receiveFromQueue } from "@tributary/local-cloud/services/sqs/queue";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";

/** An answer of the FHIR endpoint. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; undefined if it does not exist. */
  readonly body: Json;
  /** The body as received. */
  readonly text: string;
}
/** JSON, for tests to look into. */
export type Json = ReturnType<typeof JSON.parse>;

/** The region and account of the fixture's buckets and queues. */
export const PLACE = { region: "us-east-1", account: "000000000000" };

interface FixtureOptions {
  readonly storage?: string;
  readonly faults?: Faults;
  readonly seed?: number;
  readonly onDefect?: (error: unknown) => void;
}

/** A cloud with HealthLake, the services it uses, one data store and a virtual clock. */
export function openHealthLake(
  behaviour: Partial<HealthLakeBehaviour> = {},
  { storage = "memory", faults = {}, seed = 1, onDefect }: FixtureOptions = {},
) {
  const clock = virtualClock();
  const activities: Activity[] = [];
  const cloud = createCloud({
    services: [...healthlakeServices({ behaviour }), eventsService, sqsService, s3Service],
    storage,
    ...PLACE,
    clock,
    random: seededRandom(seed),
    faults,
    onActivity: activity => activities.push(activity),
    ...(onDefect && { onDefect }),
  });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await cloud.stop();
    stopped = true;
  };
  cloud.start();
  const created = cloud.context.call("healthlake", "CreateFHIRDatastore", {
    DatastoreName: "clinic",
    DatastoreTypeVersion: "R4",
    ClientToken: "clinic",
  }) as { DatastoreId: string };
  const client = new HealthLakeClient({
    region: PLACE.region,
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  });
  return {
    cloud,
    clock,
    client,
    stop,
    activities,
    datastoreId: created.DatastoreId,
    ...fhirOf(cloud, created.DatastoreId),
  };
}

/** Requests to the FHIR endpoint of one data store; a path may hold a query. */
export function fhirOf(cloud: Cloud, datastoreId: string) {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const [address = "", query = ""] = path.split("?");
    const isWritten = typeof body === "string" || body instanceof Uint8Array;
    const text = body === undefined ? "" : isWritten ? body : JSON.stringify(body);
    const response = await cloud.handle({
      method,
      path: `/datastore/${datastoreId}/r4/${address}`,
      query: new URLSearchParams(query),
      headers: { host: "local", "content-type": "application/fhir+json", ...headers },
      body: Buffer.from(text),
    });
    const answered = Buffer.from(response.body).toString();
    return { ...response, body: answered === "" ? undefined : JSON.parse(answered), text: answered };
  };
  return {
    send,
    get: (path: string, headers?: Record<string, string>) => send("GET", path, undefined, headers),
    /** Ids of the resources that a search finds on its first page. */
    find: async (path: string, headers?: Record<string, string>): Promise<string[]> => {
      const { status, body } = await send("GET", path, undefined, headers);
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body.entry.filter((entry: Json) => entry.search.mode === "match").map((entry: Json) => entry.resource.id);
    },
  };
}

/** Routes all events of a bus to a queue; the returned function gives the events received so far. */
export function hearBus(
  { context }: Cloud,
  bus = "default",
  pattern: object = { source: ["aws.healthlake"] },
): () => Json[] {
  const queue = `${bus}-heard`;
  const arn = `arn:aws:sqs:${PLACE.region}:${PLACE.account}:${queue}`;
  const QueueUrl = (context.call("sqs", "CreateQueue", { QueueName: queue }) as { QueueUrl: string }).QueueUrl;
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: arn,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  context.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
  context.call("events", "PutRule", { Name: "heard", EventBusName: bus, EventPattern: JSON.stringify(pattern) });
  context.call("events", "PutTargets", { Rule: "heard", EventBusName: bus, Targets: [{ Id: "queue", Arn: arn }] });
  const heard: Json[] = [];
  return () => {
    for (;;) {
      const messages = receiveFromQueue(context, { queueArn: arn, max: 10, receiver: "test" });
      if (messages.length === 0) return heard;
      heard.push(...messages.map(({ body }) => JSON.parse(body)));
    }
  };
}
