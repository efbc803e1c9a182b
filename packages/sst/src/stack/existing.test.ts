import type { Graph } from "@tributary/synth/graph";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluated, installed } from "../evaluated-program-fixture.ts";
import { resources } from "../guardrails/graph-view.ts";
import { statements } from "../guardrails/statements.ts";
import type { Stack } from "./create-stack.ts";
import { existingBucket, existingBus, existingDatastore, existingTable } from "./existing.ts";

const arn = {
  key: "arn:aws:kms:us-east-1:000000000000:key/7f76f1f4-88af-489f-8637-451821d1b16a",
  bus: "arn:aws:events:us-east-1:000000000000:event-bus/shop/orders",
  table: "arn:aws:dynamodb:us-east-1:000000000000:table/orders",
  stream: "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000",
  quarantine: "arn:aws:s3:::shop-quarantine",
  claimChecks: "arn:aws:s3:::shop-payloads",
  datastore: "arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/0123456789abcdef0123456789abcdef",
};

/** Everything that takes a resource, given one that is there already. */
const program = `
  const { createStack } = await import("@tributary/sst/create-stack");
  const { existingBus, existingDatastore, existingTable } = await import("@tributary/sst/existing");
  const { changeCapture } = await import("@tributary/sst/change-capture");
  const { changePipe } = await import("@tributary/sst/change-pipe");
  const { eventArchive } = await import("@tributary/sst/event-archive");
  const { grant } = await import("@tributary/sst/grant");
  const { mayCallDatastore } = await import("@tributary/sst/may-call-datastore");
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
`;

describe.skipIf(!installed)("components on resources that are there already", () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await evaluated(program, ["capture", "enrich", "compare", "operate", "bill", "keep"]);
  });
  const names = (type: string) => resources(graph, type).map(({ name }) => name);
  const allowed = (role: string, action: string) =>
    statements(graph)
      .filter(({ owner, actions }) => owner === role && actions.includes(action))
      .flatMap(each => each.resources);

  test("create no key, bus, bucket, data store, or table but the claims that a contract asks for", () => {
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
    expect(onBus.map(({ inputs }) => inputs.eventBusName)).toEqual(Array(3).fill("shop/orders"));
    expect(resources(graph, "EventArchive").map(({ inputs }) => inputs.eventSourceArn)).toEqual([arn.bus]);
    expect(allowed("OrdersCaptureRole", "events:PutEvents")).toEqual([arn.bus]);
  });

  test("quarantine whole records, and fetch large data, in the buckets", () => {
    expect(allowed("BillingConsumerRole", "s3:PutObject")).toEqual([`${arn.quarantine}/*`]);
    expect(allowed("BillingConsumerRole", "s3:GetObject")).toEqual([`${arn.claimChecks}/OrderChanged.v1/*`]);
    const [mapping] = resources(graph, "EventSourceMapping").filter(({ name }) => name === "OrdersCaptureMapping");
    expect(mapping?.inputs.destinationConfig).toEqual({ onFailure: { destinationArn: arn.quarantine } });
  });

  test("encrypt under the key, and grant it", () => {
    const queues = resources(graph, "Queue");
    expect(queues.length).toBeGreaterThan(5);
    expect(new Set(queues.map(({ inputs }) => inputs.kmsMasterKeyId))).toEqual(new Set([arn.key]));
    expect(new Set(allowed("BillingConsumerRole", "kms:Decrypt"))).toEqual(new Set([arn.key]));
  });

  test("let functions look resources up, and do what they are granted alone", () => {
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
