import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  ExecuteTransactionCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { DeleteObjectsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { describe, expect, it, onTestFinished } from "vitest";
import { inProcess } from "../drivers/in-process.ts";
import { createLocalCloud } from "../local-cloud.ts";

const account = "000000000000";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const roleArn = `arn:aws:iam::${account}:role/worker-role`;
const STORE = "0123456789abcdef0123456789abcdef";
const resource = (type: string, name: string, given: Partial<GraphResource>): GraphResource => ({
  ...{ type, name, id: name, inputs: { name }, outputs: { arn: "" } },
  ...given,
});
const policyOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource: string, more: object = {}) => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});
const table = (name: string) =>
  resource("aws:dynamodb/table:Table", name, {
    inputs: { name, billingMode: "PAY_PER_REQUEST", hashKey: "pk", attributes: [{ name: "pk", type: "S" }] },
    outputs: { arn: arn("dynamodb", `table/${name}`) },
  });

function open(...statements: object[]) {
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const graph: Graph = {
    ...{ app: "shop", stage: "local", region: "us-east-1", account, links: {} },
    resources: [
      resource("aws:iam/role:Role", "WorkerRole", {
        inputs: {
          assumeRolePolicy: policyOf(trust),
          inlinePolicies: [{ name: "inline", policy: policyOf(...statements) }],
        },
        outputs: { arn: roleArn },
      }),
      ...[table("orders"), table("bills")],
      resource("aws:s3/bucket:Bucket", "files", {
        inputs: { bucket: "files" },
        outputs: { arn: "arn:aws:s3:::files" },
      }),
      resource("aws-native:healthlake:FhirDatastore", "store", {
        inputs: { datastoreTypeVersion: "R4" },
        outputs: { datastoreArn: arn("healthlake", `datastore/fhir/${STORE}`) },
      }),
      resource("aws:lambda/function:Function", "worker", {
        inputs: { name: "worker", role: roleArn, runtime: "nodejs24.x" },
        outputs: { arn: arn("lambda", "function:worker") },
        code: { handler: "worker.run", links: [] },
      }),
    ],
  };
  const cloud = createLocalCloud({
    ...{ graph, functions: {}, iam: { mode: "enforce" }, healthLake: { behaviour: { creationMs: 0 } } },
  });
  onTestFinished(() => cloud.stop());
  const settings = (accessKeyId: string) => ({
    ...{ region: "us-east-1", endpoint: "http://localhost", maxAttempts: 1 },
    credentials: { accessKeyId, secretAccessKey: "local" },
    requestHandler: inProcess(cloud),
  });
  const worker = settings("LOCALworker");
  return {
    dynamodb: new DynamoDBClient(worker),
    s3: new S3Client({ ...worker, forcePathStyle: true }),
    administrator: new S3Client({ ...settings("me"), forcePathStyle: true }),
    put: (TableName: string, pk: string) =>
      new DynamoDBClient(settings("me")).send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } })),
    async bundle(type: string, ...entry: object[]) {
      const { status, body } = await cloud.handle({
        ...{ method: "POST", path: `/datastore/${STORE}/r4/`, query: new URLSearchParams() },
        headers: {
          "content-type": "application/fhir+json",
          authorization:
            "AWS4-HMAC-SHA256 Credential=LOCALworker/20260101/us-east-1/healthlake/aws4_request, Signature=x",
        },
        body: Buffer.from(JSON.stringify({ resourceType: "Bundle", type, entry })),
      });
      return { status, body: JSON.parse(String(body)) };
    },
  };
}

const insert = (name: string, pk: string) => ({ Statement: `INSERT INTO "${name}" VALUE {'pk': '${pk}'}` });
const orders = arn("dynamodb", "table/orders");

describe("of a batch of statements", () => {
  it("those that the role may run are run, and each of the others has its own error", async () => {
    const { dynamodb } = open(allow("dynamodb:PartiQLInsert", orders));
    const { Responses } = await dynamodb.send(
      new BatchExecuteStatementCommand({
        Statements: [insert("orders", "a"), insert("bills", "a"), insert("orders", "b")],
      }),
    );
    expect(Responses?.map(({ Error: error }) => error?.Code)).toEqual([undefined, "AccessDenied", undefined]);
    expect(Responses?.[1]?.Error?.Message).toMatch(
      /not authorized to perform: dynamodb:PartiQLInsert on resource: .*table\/bills because no identity-based policy/,
    );
  });

  it("each is decided by its own keys, parameters included", async () => {
    const own = { Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a", "b"] } } };
    const { dynamodb } = open(allow(["dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"], orders, own));
    const update = (pk: string) => ({
      ...{ Statement: `UPDATE "orders" SET "n" = 1 WHERE "pk" = ?`, Parameters: [{ S: pk }] },
    });
    const Statements = [insert("orders", "a"), insert("orders", "c"), update("b"), update("d")];
    const { Responses } = await dynamodb.send(new BatchExecuteStatementCommand({ Statements }));
    expect(Responses?.map(({ Error: error }) => error?.Code)).toEqual([
      ...[undefined, "AccessDenied", "ConditionalCheckFailed", "AccessDenied"],
    ]);
  });

  it("each is decided by who asks, where a policy has a variable for that", async () => {
    const own = { Condition: { StringLike: { "aws:userid": "AROA*:worker" } } };
    const others = { Condition: { StringLike: { "aws:userid": "AROA*:other" } } };
    const insertOne = async (more: object) => {
      const { dynamodb } = open(allow("dynamodb:PartiQLInsert", orders, more));
      const { Responses } = await dynamodb.send(
        new BatchExecuteStatementCommand({ Statements: [insert("orders", "a")] }),
      );
      return Responses?.[0]?.Error?.Code;
    };
    expect([await insertOne(own), await insertOne(others)]).toEqual([undefined, "AccessDenied"]);
  });

  it("a scan may be denied, and an item still be read", async () => {
    const scan = { ...allow("dynamodb:PartiQLSelect", orders), Effect: "Deny" };
    const { dynamodb, put } = open(allow("dynamodb:PartiQLSelect", orders), {
      ...scan,
      Condition: { Bool: { "dynamodb:FullTableScan": "true" } },
    });
    await put("orders", "a");
    const select = (where: string) =>
      dynamodb.send(
        new ExecuteTransactionCommand({ TransactStatements: [{ Statement: `SELECT * FROM "orders"${where}` }] }),
      );
    expect((await select(` WHERE "pk" = 'a'`)).Responses).toEqual([{ Item: { pk: { S: "a" } } }]);
    await expect(select("")).rejects.toThrow("with an explicit deny in an identity-based policy");
  });
});

it("a transaction with a statement that the role may not run is denied whole", async () => {
  const { dynamodb } = open(allow("dynamodb:PartiQLInsert", orders));
  const send = (...TransactStatements: object[]) =>
    dynamodb.send(new ExecuteTransactionCommand({ TransactStatements: TransactStatements as never }));
  await expect(send(insert("orders", "a"), insert("bills", "a"))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("table/bills"),
  });
  await send(insert("orders", "a"));
});

it("of objects to delete, those that the role may not delete stay, each with its own error", async () => {
  const { s3, administrator } = open(allow("s3:DeleteObject", "arn:aws:s3:::files/public/*"));
  const keys = ["public/1", "private/1"];
  for (const Key of keys) await administrator.send(new PutObjectCommand({ Bucket: "files", Key, Body: "x" }));
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: "files", Delete: { Objects: keys.map(Key => ({ Key })) } }),
  );
  expect(Deleted).toEqual([{ Key: "public/1" }]);
  expect(Errors).toMatchObject([{ Key: "private/1", Code: "AccessDenied" }]);
  expect(Errors?.[0]?.Message).toContain("not authorized to perform: s3:DeleteObject on resource: ");
});

describe("of a bundle", () => {
  const store = arn("healthlake", `datastore/fhir/${STORE}`);
  const create = {
    request: { method: "POST", url: "Basic" },
    resource: { resourceType: "Basic", code: { text: "a" } },
  };
  const read = { request: { method: "GET", url: "Basic/none" } };

  it("each entry of a batch needs the permission of its own interaction", async () => {
    const { bundle } = open(allow(["healthlake:ProcessBundle", "healthlake:ReadResource"], store));
    const { status, body } = await bundle("batch", create, read);
    expect(status).toBe(200);
    expect(body.entry.map(({ response }: { response: { status: string } }) => response.status)).toEqual(["403", "404"]);
    expect(body.entry[0].response.outcome.issue[0]).toMatchObject({
      code: "forbidden",
      diagnostics: expect.stringContaining("not authorized to perform: healthlake:CreateResource"),
    });
  });

  it("an entry that is denied denies its transaction, and is named", async () => {
    const { bundle } = open(allow(["healthlake:ProcessBundle", "healthlake:CreateResource"], store));
    const { status, body } = await bundle("transaction", create, read);
    expect([status, body.issue[0].expression]).toEqual([403, ["/entry/1"]]);
    expect((await bundle("transaction", create)).status).toBe(200);
  });

  it("nothing is done without the permission for bundles", async () => {
    const { bundle } = open(allow("healthlake:CreateResource", store));
    const { status, body } = await bundle("batch", create);
    expect([status, body.issue[0].diagnostics]).toEqual([403, expect.stringContaining("healthlake:ProcessBundle")]);
  });
});
