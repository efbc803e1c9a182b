import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Activity } from "@tributary/local-cloud/kernel/service";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectFunction } from "./inspect-function.ts";
import { jumpingClock } from "./jumping-clock.ts";
import { isInstalled, type Running, type SstProject, sstProject } from "./sst-project.ts";

const program = (queue = "{}") => `export default $config({
  app: () => ({
    name: "clinic",
    home: "aws",
    removal: "remove",
    providers: { aws: "7.20.0", "aws-native": "1.79.0" },
  }),
  async run() {
    const seen = new sst.aws.Dynamo("Seen", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });
    const patients = new sst.aws.Dynamo("Patients", {
      fields: { id: "string" },
      primaryIndex: { hashKey: "id" },
      stream: "new-and-old-images",
    });
    patients.subscribe("OnPatient", "work.onPatient");
    const bus = new sst.aws.Bus("Events");
    bus.subscribe("OnEvent", "work.onEvent", { pattern: { source: ["lab"] } });
    const letters = new sst.aws.Queue("Letters", ${queue});
    letters.subscribe({ handler: "letters.onLetter", link: [seen] });
    new sst.aws.Cron("Minutely", { schedule: "rate(1 minute)", function: "work.onTime" });
    const api = new sst.aws.Function("Api", { handler: "work.onHttp", url: true });
    return { bus: bus.name, letters: letters.url, patients: patients.name, seen: seen.name, api: api.url };
  },
});
`;
const work = (version: number) => `
export const onPatient = async (event) => console.log("patient", event.Records[0].dynamodb.Keys.id.S);
export const onEvent = async (event) => console.log("event", event["detail-type"]);
export const onTime = async (event) => console.log("time", typeof event);
export const onHttp = async (event) => {
  const body = event.rawPath + " ${version}";
  return { statusCode: 200, body };
};
`;
const letters = `import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { Resource } from "sst";

interface Letter {
  readonly body: string;
}

export const onLetter = async ({ Records }: { readonly Records: readonly Letter[] }) => {
  for (const { body } of Records) {
    if (body === "broken") throw new TypeError("this letter is broken");
    if (body === "long") {
      console.log("a long letter");
      await new Promise(() => setTimeout(() => {}, 60_000));
    }
    const Item = { id: { S: body } };
    await new DynamoDBClient({}).send(new PutItemCommand({ TableName: Resource.Seen.name, Item }));
  }
};
`;
/** Milliseconds until something is said: sst evaluates and bundles meanwhile. */
const PATIENCE = { timeout: 120_000, interval: 20 };

/** One run of sst for all: each test goes on where the one before has ended. */
describe.skipIf(!isInstalled)("sst dev, unmodified, off a terminal, on a local cloud", () => {
  const clock = jumpingClock();
  const activities: Activity[] = [];
  let cloud: LocalCloud;
  let clinic: SstProject;
  let dev: Running;
  const given = () => ({
    ...{ endpoint: cloud.url, region: "us-east-1", credentials: { accessKeyId: "me", secretAccessKey: "me" } },
    useQueueUrlAsEndpoint: false,
  });
  const output = (name: string) => new RegExp(`^ +${name}: (\\S+)$`, "m").exec(dev.said())?.[1] ?? "";
  const write = (body: string) =>
    new SQSClient(given()).send(new SendMessageCommand({ QueueUrl: output("letters"), MessageBody: body }));
  const attributes = async () => {
    const get = new GetQueueAttributesCommand({ QueueUrl: output("letters"), AttributeNames: ["All"] });
    return (await new SQSClient(given()).send(get)).Attributes;
  };
  const call = async (path: string) => (await fetch(output("api") + path)).text();

  beforeAll(async () => {
    cloud = await startLocalCloud({
      ...{ root: "/", storage: "memory", port: 0, iam: { mode: "enforce" }, clock },
      onActivity: activity => activities.push(activity),
    });
    clinic = sstProject(cloud.url, {
      providers: ["aws", "aws-native"],
      files: { "sst.config.ts": program(), "work.ts": work(1), "letters.ts": letters },
    });
    dev = clinic.start(["dev", "--stage", "me"], { NODE_OPTIONS: "--inspect=0" });
    await dev.says(/✓ +Complete[\s\S]*seen: /);
  }, PATIENCE.timeout);
  afterAll(async () => {
    dev?.interrupt();
    await dev?.ended;
    await cloud?.stop();
    clinic?.remove();
  });

  it("runs what a table, a bus, a queue, a schedule and HTTP send, on this machine", async () => {
    clock.jump(60_000);
    const Item = { id: { S: "p-1" } };
    await new DynamoDBClient(given()).send(new PutItemCommand({ TableName: output("patients"), Item }));
    const Entries = [{ EventBusName: output("bus"), Source: "lab", DetailType: "ResultArrived", Detail: "{}" }];
    await new EventBridgeClient(given()).send(new PutEventsCommand({ Entries }));
    await write("first");
    expect(await call("wards")).toBe("/wards 1");
    await dev.says(/patient p-1/);
    await dev.says(/event ResultArrived/);
    await dev.says(/time object/);
    // With the function's own keys, as its role.
    const scan = new ScanCommand({ TableName: output("seen") });
    await expect
      .poll(async () => (await new DynamoDBClient(given()).send(scan)).Items, PATIENCE)
      .toEqual([{ id: { S: "first" } }]);
  });

  it("runs what was saved with the next request", async () => {
    clinic.write({ "work.ts": work(2) });
    await expect.poll(() => call("wards"), { ...PATIENCE, interval: 5 }).toBe("/wards 2");
  });

  it("stops at a breakpoint in TypeScript", async () => {
    const addresses = [...dev.said().matchAll(/Debugger listening on (ws:\S+)/g)].map(([, address = ""]) => address);
    const inspector = await inspectFunction(addresses, "Api");
    const source = work(2).split("\n");
    const line = source.findIndex(text => text.includes("return")) + 1;
    const { place } = await inspector.stopAt("work.ts", line);
    const answer = call("stop");
    expect(await place).toBe(`work.ts:${line}`);
    inspector.resume();
    expect(await answer).toBe("/stop 2");
  });

  it("shows the file and the line of an error, and tries the message again", async () => {
    await write("broken");
    await dev.says(/this letter is broken\n.*\/letters\.ts:10:/);
    await expect
      .poll(() => activities.find(({ kind }) => kind === "lambda:failed")?.place, PATIENCE)
      .toMatch(/^letters\.ts:10:\d+$/);
    expect((await attributes())?.ApproximateNumberOfMessagesNotVisible).toBe("1");
  });

  it("deploys a saved change of the program, and that alone", async () => {
    clinic.write({ "sst.config.ts": program('{ visibilityTimeout: "2 minutes" }') });
    await dev.says(/Updated +Letters[\s\S]*✓ +Complete/);
    expect((await attributes())?.VisibilityTimeout).toBe("120");
    expect(dev.said().match(/\| {2}(?:Updated|Deleted) .*/g)).toHaveLength(1);
  });

  it("ends with Ctrl-C, leaves the cloud as deployed, and gives back what was in work", async () => {
    await write("long");
    // While it bundles, as after a deployment, sst would fail at Ctrl-C: "semaphore: released more than held".
    await dev.says(/a long letter/);
    expect((await attributes())?.ApproximateNumberOfMessages).toBe("0");
    dev.interrupt();
    const { code, said } = await dev.ended;
    expect([code, code === 0 ? "" : said.slice(-1_500)]).toEqual([0, ""]);
    await expect.poll(async () => (await attributes())?.ApproximateNumberOfMessages).not.toBe("0");
    expect(await call("wards")).toMatch(/^sst dev is not running/);
  });
});
