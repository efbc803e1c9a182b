import type { Graph } from "@tributary/synth/graph";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluated, installed } from "../evaluated-program-fixture.ts";
import { assertGuardrails } from "../guardrails/assert-guardrails.ts";
import { resources } from "../guardrails/graph-view.ts";
import { statements } from "../guardrails/statements.ts";
import type { Stack } from "./create-stack.ts";
import { existingBucket, existingBus, existingDatastore, existingQueue, existingTable } from "./existing.ts";

const arn = {
  key: "arn:aws:kms:us-east-1:000000000000:key/7f76f1f4-88af-489f-8637-451821d1b16a",
  bus: "arn:aws:events:us-east-1:000000000000:event-bus/shop/orders",
  table: "arn:aws:dynamodb:us-east-1:000000000000:table/orders",
  stream: "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000",
  quarantine: "arn:aws:s3:::shop-quarantine",
  queue: "arn:aws:sqs:us-east-1:000000000000:shop-invoices",
  claimChecks: "arn:aws:s3:::shop-payloads",
  datastore: "arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/0123456789abcdef0123456789abcdef",
};

/** Every component that accepts an existing resource, given one. */
const program = `
  const { createStack } = await import("@tributary/sst/create-stack");
  const { existingBus, existingDatastore, existingQueue, existingTable } = await import("@tributary/sst/existing");
  const { changeCapture } = await import("@tributary/sst/change-capture");
  const { changePipe } = await import("@tributary/sst/change-pipe");
  const { eventArchive } = await import("@tributary/sst/event-archive");
  const { grant, grantOnIndex } = await import("@tributary/sst/grant");
  const { mayCallDatastore } = await import("@tributary/sst/may-call-datastore");
  const { ownerPolicies } = await import("@tributary/sst/owner-policies");
  const { subscribe } = await import("@tributary/sst/subscribe");
  const { tableComparison } = await import("@tributary/sst/table-comparison");
  const arn = ${JSON.stringify(arn)};
  const stack = createStack({ sst, aws, key: { arn: arn.key }, production: false, buckets: arn });
  const bus = { stack, contractName: "orders", component: existingBus(stack, "OrdersBus", arn.bus) };
  const table = existingTable(stack, "Orders", { arn: arn.table, streamArn: arn.stream });
  const published = existingTable(stack, "OrdersPublished", { arn: arn.table + "-published" });
  const datastore = existingDatastore(stack, "Records", arn.datastore);
  const operation = dedupe => ({
    "OrderChanged.v1": {
      contract: { source: "shop.orders", detailType: "OrderChanged.v1", claimCheck: true },
      bus: "orders",
      delivery: { order: "sequence", dedupe },
    },
  });
  const [sends, receives] = [operation("eventId"), operation("sequence")];
  changeCapture(bus, "OrdersCapture", { table, sends, handler: "work.capture" });
  changePipe(bus, "Orders", { table, sends, handler: "work.enrich" });
  tableComparison(bus, "Orders", { table, published, sends, receives, handlers: "work" });
  eventArchive(bus, "OrdersArchive");
  const uses = [grant(table, "dynamodb:GetItem"), mayCallDatastore(datastore, "ReadResource")];
  subscribe(bus, "Billing", { receives: operation("eventId"), handler: "work.bill", atOnce: 2, uses });
  subscribe(bus, "Ledger", { receives, handler: "work.keep", atOnce: 2 });
  const queue = existingQueue(stack, "Invoices", arn.queue);
  const byCustomer = [grantOnIndex(table, "byCustomer", "dynamodb:Query")];
  subscribe(bus, "Invoice", { receives, handler: "work.invoice", atOnce: 2, queue, uses: byCustomer });
  new sst.Linkable("Owners", { properties: { policies: $jsonStringify(ownerPolicies(stack)) } });
`;

describe.skipIf(!installed)("components on resources that are there already", () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await evaluated(program, ["capture", "enrich", "compare", "operate", "bill", "keep", "invoice"]);
  });
  const names = (type: string) => resources(graph, type).map(({ name }) => name);
  const allowed = (role: string, action: string) =>
    statements(graph)
      .filter(({ owner, actions }) => owner === role && actions.includes(action))
      .flatMap(each => each.resources);

  test("create no key, bus, bucket, data store or table, except a contract's claims", () => {
    expect(["Key", "EventBus", "Bucket", "FhirDatastore"].flatMap(names)).toEqual([]);
    expect(names("Table")).toEqual(["BillingIdempotencyTable"]);
  });

  test("read the table's stream, by function and by pipe", () => {
    const [mapping] = resources(graph, "EventSourceMapping").filter(({ name }) => name === "OrdersCaptureMapping");
    expect(mapping?.inputs.eventSourceArn).toBe(arn.stream);
    expect(resources(graph, "Pipe").map(({ inputs }) => [inputs.source, inputs.target])).toEqual([
      [arn.stream, arn.bus],
    ]);
    for (const role of ["OrdersCaptureRole", "OrdersPipeRole"])
      expect(allowed(role, "dynamodb:GetRecords")).toEqual([arn.stream]);
  });

  test("route events of the bus, and publish on it under conditions", () => {
    const onBus = resources(graph, "EventRule").filter(({ inputs }) => inputs.eventPattern !== undefined);
    expect(onBus.map(({ inputs }) => inputs.eventBusName)).toEqual(Array(4).fill("shop/orders"));
    expect(resources(graph, "EventArchive").map(({ inputs }) => inputs.eventSourceArn)).toEqual([arn.bus]);
    expect(allowed("OrdersCaptureRole", "events:PutEvents")).toEqual([arn.bus]);
  });

  test("quarantine whole records and fetch large data in the given buckets", () => {
    expect(allowed("BillingConsumerRole", "s3:PutObject")).toEqual([`${arn.quarantine}/*`]);
    expect(allowed("BillingConsumerRole", "s3:GetObject")).toEqual([`${arn.claimChecks}/OrderChanged.v1/*`]);
    const [mapping] = resources(graph, "EventSourceMapping").filter(({ name }) => name === "OrdersCaptureMapping");
    expect(mapping?.inputs.destinationConfig).toEqual({ onFailure: { destinationArn: arn.quarantine } });
  });

  test("encrypt under the key and grant its use", () => {
    const queues = resources(graph, "Queue");
    expect(queues.length).toBeGreaterThan(5);
    expect(new Set(queues.map(({ inputs }) => inputs.kmsMasterKeyId))).toEqual(new Set([arn.key]));
    expect(new Set(allowed("BillingConsumerRole", "kms:Decrypt"))).toEqual(new Set([arn.key]));
  });

  test("deliver to the queue and read it, and create no other", () => {
    expect(names("Queue").filter(name => name.startsWith("Invoice"))).toEqual(["InvoiceUndeliveredQueue"]);
    const [target] = resources(graph, "EventTarget").filter(({ name }) => name.startsWith("Invoice"));
    expect(target?.inputs.arn).toBe(arn.queue);
    expect(allowed("InvoiceConsumerRole", "sqs:ReceiveMessage")).toEqual([arn.queue]);
    const [mapping] = resources(graph, "EventSourceMapping").filter(({ name }) => name === "InvoiceMapping");
    expect(mapping?.inputs.eventSourceArn).toBe(arn.queue);
  });

  test("list what the owners of the key and the queue must allow, and write no policy of theirs", () => {
    const policies = JSON.parse(String(graph.links.Owners?.policies));
    expect(Object.keys(policies)).toEqual(["key", "InvoiceQueue"]);
    expect(policies.key.map(({ Sid }: { Sid: string }) => Sid)).toEqual(["EventBridge", "Logs"]);
    const [rule] = resources(graph, "EventRule").filter(({ name }) => name.startsWith("Invoice"));
    expect(policies.InvoiceQueue).toEqual([
      expect.objectContaining({
        Resource: arn.queue,
        Condition: { ArnEquals: { "aws:SourceArn": [rule?.outputs.arn] } },
      }),
    ]);
    expect(names("QueuePolicy").filter(name => name.startsWith("InvoiceQueue"))).toEqual([]);
  });

  test("grant an index by its name", () => {
    expect(allowed("InvoiceConsumerRole", "dynamodb:Query")).toEqual([`${arn.table}/index/byCustomer`]);
  });

  test("keep the guardrails, if the existing resources are named", () => {
    expect(() => assertGuardrails(graph, { existing: [arn.key, arn.bus, arn.queue] })).not.toThrow();
  });

  test("let functions look up the resources, and do only what is granted", () => {
    expect(graph.links).toMatchObject({
      ClaimChecks: { name: "shop-payloads" },
      Orders: { name: "orders" },
      OrdersBus: { name: "shop/orders", arn: arn.bus },
      Quarantine: { name: "shop-quarantine" },
      Records: { id: "0123456789abcdef0123456789abcdef" },
    });
    const billing = resources(graph, "Function").find(({ code }) => code?.handler === "work.bill");
    expect(billing?.code?.links).toEqual([
      "BillingIdempotency",
      "ClaimChecks",
      "Orders",
      "Quarantine",
      "QuarantineReports",
      "Records",
    ]);
    expect(allowed("BillingConsumerRole", "dynamodb:GetItem")).toEqual([arn.table]);
    expect(allowed("BillingConsumerRole", "healthlake:ReadResource")).toEqual([arn.datastore]);
    const actions = statements(graph).flatMap(({ kind, actions: all }) => (kind === "role" ? all : []));
    expect(actions.filter(action => action.includes("*"))).toEqual([]);
  });
});

describe("an ARN of something else", () => {
  const stack = {} as Stack;
  test.each([
    ["a table", () => existingTable(stack, "Orders", { arn: arn.bus }), "is not the ARN of a table"],
    ["a bus", () => existingBus(stack, "Orders", arn.table), "is not the ARN of an event bus"],
    ["a queue", () => existingQueue(stack, "Orders", `${arn.queue}.fifo`), "is not the ARN of a standard queue"],
    ["a bucket", () => existingBucket(stack, "Orders", "arn:aws:s3:::shop/x"), "is not the ARN of a bucket"],
    ["a data store", () => existingDatastore(stack, "Orders", "0123"), 'Orders: "0123" is not the ARN of a data store'],
    [
      "a stream",
      () => existingTable(stack, "Orders", { arn: `${arn.table}-2`, streamArn: arn.stream }),
      `is not the ARN of a stream of ${arn.table}-2`,
    ],
  ])("is refused for %s, by the name of the resource", (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(/^Orders: /);
  });
});

describe.skipIf(!installed)("a resource of the same program that the kit did not make", () => {
  const start = `
    const { createStack } = await import("@tributary/sst/create-stack");
    const { existingTable } = await import("@tributary/sst/existing");
    const { changeCapture } = await import("@tributary/sst/change-capture");
    const { encryptedTable } = await import("@tributary/sst/encrypted-table");
    const { existingBus } = await import("@tributary/sst/existing");
    const stack = createStack({ sst, aws, key: new aws.kms.Key("Key"), production: false });
    const component = existingBus(stack, "OrdersBus", new aws.cloudwatch.EventBus("orders").arn);
    const bus = { stack, contractName: "orders", component };
    const attributes = { hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" };
    const contract = { source: "shop.orders", detailType: "OrderChanged.v1" };
    const sends = { "OrderChanged.v1": { contract, bus: "orders" } };
    const capture = (table, streamArn) => changeCapture(bus, "Capture", { sends, handler: "work.capture",
      table: existingTable(stack, "Orders", { arn: table.arn, ...(streamArn && { streamArn }) }) });`;

  test("is taken by what it will be", async () => {
    const graph = await evaluated(
      `${start}
      const table = new aws.dynamodb.Table("orders", { ...attributes, streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" });
      capture(table, table.streamArn);
      encryptedTable(stack, "Counters", { key: ["id", "at"], numbers: ["at"] });`,
      ["capture"],
    );
    const [own] = resources(graph, "Table").filter(({ name }) => name === "orders");
    const [mapping] = resources(graph, "EventSourceMapping");
    expect(mapping?.inputs.eventSourceArn).toBe(own?.outputs.streamArn);
    expect(graph.links).toMatchObject({ Orders: { name: own?.id } });
    const [counters] = resources(graph, "Table").filter(({ name }) => name === "CountersTable");
    expect(counters?.inputs.attributes).toEqual([
      { name: "id", type: "S" },
      { name: "at", type: "N" },
    ]);
  });

  test.each([
    [
      "is given without its stream",
      "capture(new aws.dynamodb.Table('orders', attributes));",
      "Orders is given without a stream. Enable one",
    ],
    [
      "has none",
      "const table = new aws.dynamodb.Table('orders', attributes); capture(table, table.streamArn);",
      'is given without a stream. Enable one on the table (streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES")',
    ],
    ["is of another kind", "capture(new aws.sqs.Queue('orders'), 'x');", "is not the ARN of a table"],
    [
      "has a number that is in no key",
      "encryptedTable(stack, 'Counters', { key: ['id'], numbers: ['at'] });",
      'Counters: the number "at" is in no key.',
    ],
  ])("is refused where it %s", async (_what, text, message) => {
    await expect(evaluated(`${start}\n${text}`, ["capture"])).rejects.toThrow(message);
  });
});
