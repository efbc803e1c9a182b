import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import type { GraphResource } from "@tributary/synth/graph";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isInstalled, type SstProject, sstProject } from "./sst-project.ts";

const program = (body: string) => `export default $config({
  app: ({ stage }) => ({
    name: "shop",
    home: "aws",
    removal: stage === "kept" ? "retain" : "remove",
    providers: { aws: "7.20.0" },
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

const keys = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** One cloud and one project for all: each test goes on where the one before has ended. */
describe.skipIf(!isInstalled)("sst, unmodified, on a local cloud", { timeout: 300_000 }, () => {
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
    shop = sstProject(cloud.url, {
      providers: ["aws"],
      files: { "sst.config.ts": program(letters()), "work.ts": work },
    });
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

  it("changes nothing without a change", async () => {
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    expect(said).not.toMatch(/Created|Updated|Deleted/);
    expect(code).toBe(0);
  });

  it("changes nothing when a resource is refused, and then, once that is mended, only what differs", async () => {
    const before = await deployed("shop", "one");
    const more = '    new sst.aws.Dynamo("Notes", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });\n';
    const bad = '    new aws.sqs.Queue("Far", { name: "far", delaySeconds: 901 });\n';
    const changed = letters('{ visibilityTimeout: "2 minutes" }');
    shop.write({ "sst.config.ts": program(more + bad + changed) });
    const refused = await shop.sst("deploy", "--stage", "one");
    expect(refused.said).toMatch(/Far aws:sqs:Queue\n.*delaySeconds/i);
    expect([refused.code, await deployed("shop", "one")]).toEqual([1, before]);
    shop.write({ "sst.config.ts": program(more + changed) });
    const { code, said } = await shop.sst("deploy", "--stage", "one");
    const told = said.match(/(?:Created|Updated|Deleted).*/g)?.map(line => line.replace(/ +/g, " "));
    expect(told?.sort()).toEqual([
      "Created Notes sst:aws:Dynamo",
      "Created Notes sst:aws:Dynamo → NotesTable aws:dynamodb:Table",
      "Updated Letters sst:aws:Queue → LettersQueue aws:sqs:Queue",
    ]);
    const AttributeNames = ["VisibilityTimeout" as const];
    const { Attributes } = await new SQSClient(given()).send(
      new GetQueueAttributesCommand({ QueueUrl: await queueUrl(), AttributeNames }),
    );
    expect([code, (await tables()).length, Attributes?.VisibilityTimeout]).toEqual([0, 2, "120"]);
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

  it("deploys this repository's program as its graph says, but for ids that AWS assigns; an event goes through it", async () => {
    const own = sstProject(cloud.url, {
      providers: ["aws", "aws-native"],
      copied: ["sst.config.ts", "infra", "services", "scripts/deployed"],
    });
    try {
      const { code, said } = await own.sst("deploy", "--stage", "local");
      expect([code, code === 0 ? "" : said]).toEqual([0, ""]);
      const graph = readGraph(fileURLToPath(new URL("../../infra/graph.json", import.meta.url)));
      const found = (await deployed("tributary", "local")) ?? [];
      expect(comparable(found)).toEqual(comparable(graph.resources));

      const outputs = JSON.parse(readFileSync(join(own.root, ".sst", "outputs.json"), "utf8"));
      const key = { S: "PATIENT#trial" };
      const patient = { itemType: { S: "Patient" }, patientId: { S: "trial" }, familyName: { S: "Trial" } };
      const Item = {
        pk: key,
        sk: key,
        ...patient,
        givenNames: { L: [{ S: "Tom" }] },
        updatedAt: { S: "2026-01-01T00:00:00Z" },
      };
      const dynamodb = new DynamoDBClient(given());
      await dynamodb.send(new PutItemCommand({ TableName: outputs.registry, Item }));
      const applied = async () => (await dynamodb.send(new ScanCommand({ TableName: outputs.timeline }))).Count;
      await expect.poll(applied, { timeout: 60_000 }).toBeGreaterThan(0);

      const state = await own.sst("state", "export", "--stage", "local");
      own.write({ "state.json": state.said.slice(state.said.indexOf("{")) });
      const evidence = await own.shell(
        `"${process.execPath}" scripts/deployed/collect-evidence.ts --state state.json`,
        keys,
      );
      expect(evidence.said).toMatch(/^(\d+) resources in the state, (\d+) asked about, \2 as they should be$/m);
      expect(evidence.code).toBe(0);
    } finally {
      own.remove();
    }
  });

  it("deploys what `tributary init` writes to a branch's own stage, tests it there and removes it, as the page's workflow does", async () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/deploy.md", import.meta.url)), "utf8");
    const content = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const workflow = parseWorkflow({ name: "stage.yml", content }, new NoOperationTraceWriter());
    expect(workflow.context.errors.getErrors()).toEqual([]);
    const steps: readonly { readonly name?: string; readonly run?: string }[] = parse(content).jobs.stage.steps;
    const clinic = sstProject(cloud.url, { providers: ["aws"], isNew: true });
    try {
      const test =
        'const { name } = JSON.parse(process.env.SST_RESOURCE_App);\nif (name !== "clinic") process.exit(1);\n';
      clinic.write({ "test/stage.mjs": test });
      for (const step of ["Deploy", "Test"]) {
        const line = steps.find(({ name }) => name === step)?.run ?? "exit 9";
        const { code, said } = await clinic.shell(line, { STAGE: "pr-7" });
        expect([step, code, code === 0 ? "" : said]).toEqual([step, 0, ""]);
      }
      expect((await deployed("clinic", "pr-7"))?.length).toBeGreaterThan(20);
      const { code } = await clinic.shell(steps.find(({ name }) => name === "Remove")?.run ?? "exit 9", {
        STAGE: "pr-7",
      });
      expect([code, await deployed("clinic", "pr-7")]).toEqual([0, undefined]);
    } finally {
      clinic.remove();
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
