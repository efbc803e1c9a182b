import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import type { GraphResource } from "@tributary/synth/graph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isInstalled, type SstProject, sstProject } from "./sst-project.ts";

const program = (body: string) => `export default $config({
  app: ({ stage }) => ({
    name: "shop",
    home: "aws",
    removal: stage === "kept" ? "retain" : "remove",
    providers: { aws: "7.20.0", "aws-native": "1.79.0" },
  }),
  async run() {
    const token = new sst.Secret("Token", "none");
    const orders = new sst.aws.Dynamo("Orders", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });
${body}
    return { table: orders.name, queue: letters.url };
  },
});
`;
const letters = (args = "{}") => `    const letters = new sst.aws.Queue("Letters", ${args});
    letters.subscribe({ handler: "work.handle", link: [orders, token] });`;
const work = `import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { Resource } from "sst";

export const handle = async (event: { Records: { body: string }[] }) => {
  for (const { body } of event.Records) {
    const Item = { id: { S: body }, token: { S: Resource.Token.value } };
    await new DynamoDBClient({}).send(new PutItemCommand({ TableName: Resource.Orders.name, Item }));
  }
};
`;

/** One cloud and one project for all: each test goes on where the one before has ended. */
describe.skipIf(!isInstalled)("sst, unmodified, on a local cloud", () => {
  let cloud: LocalCloud;
  let shop: SstProject;
  const given = () => ({
    ...{ endpoint: cloud.url, region: "us-east-1", credentials: { accessKeyId: "me", secretAccessKey: "me" } },
    useQueueUrlAsEndpoint: false,
  });
  const tables = async () => (await new DynamoDBClient(given()).send(new ListTablesCommand({}))).TableNames ?? [];
  const deployed = async (app: string, stage: string) => {
    const response = await fetch(`${cloud.url}/_tributary/deployments/${app}/${stage}`);
    return response.status === 200 ? ((await response.json()) as { resources: GraphResource[] }).resources : undefined;
  };
  const queueUrl = async () => (await new SQSClient(given()).send(new ListQueuesCommand({}))).QueueUrls?.[0] ?? "";

  beforeAll(async () => {
    cloud = await startLocalCloud({ root: "/", storage: "memory", port: 0, iam: { mode: "enforce" } });
    shop = sstProject(cloud.url, { "sst.config.ts": program(letters()), "work.ts": work });
  });
  afterAll(async () => {
    await cloud?.stop();
    shop?.remove();
  });

  it("tells what a first deployment would create, and creates nothing", async () => {
    const { code, said } = await shop.sst("diff", "--stage", "one");
    expect(said).toContain("OrdersTable aws:dynamodb:Table");
    expect([code, await tables(), await deployed("shop", "one")]).toEqual([0, [], undefined]);
  });

  it("deploys a secret, a table, a queue and a function, which runs with its links", async () => {
    expect(await shop.sst("secret", "set", "Token", "s3cret", "--stage", "one")).toMatchObject({ code: 0 });
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    expect(said).toMatch(/Created +Orders sst:aws:Dynamo → OrdersTable aws:dynamodb:Table/);
    expect(said).toContain("Not proven that way: provider validation");
    expect(code).toBe(0);
    const [TableName] = await tables();
    expect(TableName).toMatch(/^shop-one-OrdersTable-/);
    await new SQSClient(given()).send(new SendMessageCommand({ QueueUrl: await queueUrl(), MessageBody: "first" }));
    await cloud.cloud.settled();
    const { Items } = await new DynamoDBClient(given()).send(new ScanCommand({ TableName }));
    expect(Items).toEqual([{ id: { S: "first" }, token: { S: "s3cret" } }]);
  });

  it("leaves files as a run of sst does, and no secret as text", async () => {
    expect(readFileSync(join(shop.root, "sst-env.d.ts"), "utf8")).toContain('"Orders"');
    expect(JSON.parse(readFileSync(join(shop.root, ".sst", "outputs.json"), "utf8"))).toHaveProperty("table");
    const { said } = await shop.sst("state", "export", "--stage", "one");
    expect(said).toContain("sst:sst:Secret");
    expect(said).not.toContain("s3cret");
  });

  it("changes nothing without a change, and with one only what differs", async () => {
    const again = await shop.sst("deploy", "--stage", "one");
    expect(again.said).not.toMatch(/Created|Updated|Deleted/);
    shop.write({ "sst.config.ts": program(letters('{ visibilityTimeout: "2 minutes" }')) });
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    expect(said.match(/(?:Created|Updated|Deleted).*/g)?.map(line => line.replace(/ +/g, " "))).toEqual([
      "Updated Letters sst:aws:Queue → LettersQueue aws:sqs:Queue",
    ]);
    const QueueUrl = await queueUrl();
    const { Attributes } = await new SQSClient(given()).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["VisibilityTimeout"] }),
    );
    expect([again.code, code, Attributes?.VisibilityTimeout]).toEqual([0, 0, "120"]);
  });

  it("changes nothing when a resource is refused, and goes on once that is mended", async () => {
    const before = await deployed("shop", "one");
    const more = '    new sst.aws.Dynamo("Notes", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });\n';
    const bad = '    new aws.sqs.Queue("Far", { name: "far", delaySeconds: 901 });\n';
    shop.write({ "sst.config.ts": program(more + bad + letters()) });
    const refused = await shop.sst("deploy", "--stage", "one");
    expect(refused.said).toMatch(/Far aws:sqs:Queue\n.*DelaySeconds/);
    expect([refused.code, await deployed("shop", "one")]).toEqual([1, before]);
    shop.write({ "sst.config.ts": program(more + letters()) });
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    expect([code, (await tables()).length]).toEqual([0, 2]);
    expect(said).toMatch(/Created +Notes sst:aws:Dynamo\n/);
    expect(said).not.toMatch(/Created +Orders/);
  });

  it.each([
    [
      "a program that throws, by its place",
      'if (orders) throw new Error("no letters");',
      /^sst\.config\.ts:\d+:\d+ no letters$/m,
    ],
    [
      "a type that the local cloud does not have, by its name",
      'new aws.sns.Topic("Alerts");',
      /aws:sns\/topic:Topic \("Alerts"\)/,
    ],
  ])("refuses %s", async (_what, statement, expected) => {
    const text = program(`    ${statement}\n${letters()}`);
    shop.write({ "sst.config.ts": text });
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    expect(said).toMatch(expected);
    const line = text.split("\n").findIndex(each => each.includes("throw")) + 1;
    if (line > 0) expect(said).toContain(`sst.config.ts:${line}:`);
    expect(code).toBe(1);
  });

  it("deploys a stage beside the first, removes it alone, and keeps what the program retains", async () => {
    shop.write({ "sst.config.ts": program(letters()) });
    expect(await shop.sst("deploy", "--stage", "kept")).toMatchObject({ code: 0 });
    const both = await tables();
    expect(both.filter(name => name.startsWith("shop-kept-"))).toHaveLength(1);
    const TableName = both.find(name => name.startsWith("shop-kept-"));
    await new DynamoDBClient(given()).send(new PutItemCommand({ TableName, Item: { id: { S: "kept" } } }));
    const { code, said } = await shop.sst("remove", "--stage", "kept");
    expect(said).toMatch(/Deleted +Letters sst:aws:Queue → LettersQueue/);
    expect([code, await tables(), await deployed("shop", "kept")]).toEqual([0, both, undefined]);
    const { Count } = await new DynamoDBClient(given()).send(new ScanCommand({ TableName }));
    expect([Count, (await deployed("shop", "one"))?.length]).toEqual([1, expect.any(Number)]);
  });

  it("gives a command the links of a stage, and removes the stage with its data", async () => {
    const line = "console.log(JSON.parse(process.env.SST_RESOURCE_Orders).name)";
    const shell = await shop.sst("shell", "--stage", "one", "--", "node", "-e", line);
    expect([shell.code, shell.said]).toEqual([0, expect.stringContaining("shop-one-OrdersTable-")]);
    const { code } = await shop.sst("remove", "--stage", "one");
    expect([code, await deployed("shop", "one")]).toEqual([0, undefined]);
    expect((await tables()).filter(name => name.startsWith("shop-one-"))).toEqual([]);
    expect(await queueUrl()).toBe("");
  });

  it("deploys this repository's program as its graph says, but for ids that AWS assigns", async () => {
    const own = sstProject(cloud.url, {}, ["sst.config.ts", "infra", "services"]);
    try {
      const { code, said } = await own.sst("deploy", "--stage", "local");
      expect([code, code === 0 ? "" : said]).toEqual([0, ""]);
      const graph = readGraph(fileURLToPath(new URL("../../infra/graph.json", import.meta.url)));
      const found = (await deployed("tributary", "local")) ?? [];
      expect(comparable(found)).toEqual(comparable(graph.resources));
    } finally {
      own.remove();
    }
  });
});

/** Resources by type and name, with the ids that AWS would assign as the names of their resources. */
function comparable(resources: readonly GraphResource[]): Record<string, unknown> {
  const sorted = resources
    .map(each => [`${each.type} ${each.name}`, each] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  let text = JSON.stringify(Object.fromEntries(sorted));
  for (const [name, { outputs }] of sorted)
    for (const key of ["keyId", "uuid", "datastoreId", "urlId", "statementId", "targetId"]) {
      const id = outputs[key];
      if (typeof id === "string" && id !== "") text = text.replaceAll(id, `<${name}>`);
    }
  return JSON.parse(text);
}
