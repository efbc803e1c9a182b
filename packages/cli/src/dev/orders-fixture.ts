import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));

const asyncapi = `asyncapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
defaultContentType: application/json
channels:
  orderPlaced:
    address: orders/OrderPlaced.v1
    messages:
      OrderPlaced.v1: { $ref: "#/components/messages/OrderPlaced.v1" }
    x-eventbridge: { bus: orders, source: tributary.sales, detailType: OrderPlaced.v1, bindingVersion: 0.1.0 }
operations:
  salesSendsOrderPlaced:
    action: send
    channel: { $ref: "#/channels/orderPlaced" }
    x-service: sales
    x-delivery: { order: sequence, dedupe: eventId }
  billingReceivesOrderPlaced:
    action: receive
    channel: { $ref: "#/channels/orderPlaced" }
    x-service: billing
    x-delivery: { order: sequence, dedupe: sequence }
components:
  messages:
    OrderPlaced.v1:
      name: OrderPlaced.v1
      title: Order placed
      contentType: application/json
      payload: { $ref: ./schemas/order-placed.v1.schema.json }
`;

/** The schema of the event; `total` is the schema of its only field. */
export const orderSchema = (total: object): string =>
  JSON.stringify(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "https://tributary.example/schemas/order-placed.v1.schema.json",
      title: "OrderPlacedV1Detail",
      type: "object",
      additionalProperties: false,
      required: ["metadata", "data"],
      properties: {
        metadata: { $ref: "event-metadata.v1.schema.json" },
        data: {
          title: "OrderPlacedV1Data",
          type: "object",
          additionalProperties: false,
          required: ["total"],
          properties: { total: { ...total, "x-data-classification": "none" } },
        },
      },
    },
    undefined,
    2,
  );

/** A valid detail of the event. */
export const order = (data: object = { total: 3 }): object => ({
  metadata: {
    ...{ eventId: "0000000a0000000a0000000a0000000a", subject: "Order/1", sequence: "1".padStart(40, "0") },
    ...{ occurredAt: "2026-03-02T08:15:30.000Z", publishedAt: "2026-03-02T08:15:31.250Z" },
    ...{ correlationId: "load-1", causationId: "load-1" },
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4732-00f067aa0ba902b2-01",
    dataschema: "https://tributary.example/schemas/order-placed.v1.schema.json",
  },
  data,
});

/** The consumer's handler; `body` handles an order's `event`. */
export const handlerSource = (body: string): string => `import { subscribe } from "@tributary/bus/subscribe";
import { quarantineReport } from "@tributary/delivery/quarantine";
import { PermanentError } from "@tributary/delivery/permanent-error";
import { receives, service } from "../../contracts/generated/billing.operations.js";

const log = { info() {}, warn() {}, error() {} };
void PermanentError;

export const consume = subscribe({
  ...{ service, receives },
  handlers: {
    "OrderPlaced.v1": {
      guarded: async event => {
        ${body}
      },
    },
  },
  dependencies: () => ({ log, quarantine: async (record, reason) => quarantineReport(record, reason) }),
} as Parameters<typeof subscribe>[0]);
`;

const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:000000000000:${name}`;
const queue = (name: string, parent: string, inputs: object) => {
  const url = `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;
  const outputs = { arn: arn("sqs", name), url };
  return {
    name: `${parent}${name}`,
    parent,
    type: "aws:sqs/queue:Queue",
    id: url,
    inputs: { name, ...inputs },
    outputs,
  };
};

/** A graph as \`tributary synth\` writes it: a bus, a rule, a queue with dead letters, and a function. */
function graph(): object {
  const work = queue("work", "BillingQueue", {
    visibilityTimeoutSeconds: 3_600,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 2 }),
  });
  const rule = arn("events", "rule/orders/billing");
  const statement = {
    ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage" },
    ...{ Resource: work.outputs.arn, Condition: { ArnEquals: { "aws:SourceArn": rule } } },
  };
  const role = "arn:aws:iam::000000000000:role/billing";
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const of = (type: string, name: string, inputs: object, outputs = {}, more = {}) => ({
    ...{ name, type, id: String((inputs as { name?: string }).name ?? name), inputs, outputs, ...more },
  });
  return {
    ...{ app: "shop", stage: "local", region: "eu-west-1", account: "000000000000", links: {} },
    resources: [
      of(
        "aws:cloudwatch/eventBus:EventBus",
        "OrdersBus",
        { name: "orders" },
        { arn: arn("events", "event-bus/orders") },
      ),
      queue("dead", "BillingDeadLetters", {}),
      work,
      of("aws:sqs/queuePolicy:QueuePolicy", "BillingPolicy", {
        ...{ queueUrl: work.id, policy: policy(statement) },
      }),
      of(
        "aws:cloudwatch/eventRule:EventRule",
        "BillingRule",
        {
          ...{ name: "billing", eventBusName: "orders" },
          eventPattern: JSON.stringify({ source: ["tributary.sales"], "detail-type": ["OrderPlaced.v1"] }),
        },
        { arn: rule },
      ),
      of("aws:cloudwatch/eventTarget:EventTarget", "BillingTarget", {
        ...{ rule: "billing", eventBusName: "orders", targetId: "queue", arn: work.outputs.arn },
      }),
      of(
        "aws:iam/role:Role",
        "BillingRole",
        {
          ...{ name: "billing", assumeRolePolicy: policy(trust) },
          inlinePolicies: [{ policy: policy({ Effect: "Allow", Action: receive, Resource: work.outputs.arn }) }],
        },
        { arn: role },
      ),
      of(
        "aws:lambda/function:Function",
        "BillingFunction",
        {
          ...{ name: "billing", role },
          timeout: 30,
          memorySize: 256,
          environment: { variables: { POWERTOOLS_SERVICE_NAME: "billing" } },
        },
        { arn: arn("lambda", "function:billing") },
        { parent: "Billing", code: { handler: "apps/billing/handler.consume", links: [] } },
      ),
      of("aws:lambda/eventSourceMapping:EventSourceMapping", "BillingMapping", {
        ...{ eventSourceArn: work.outputs.arn, functionName: "billing", batchSize: 10 },
        functionResponseTypes: ["ReportBatchItemFailures"],
      }),
    ],
  };
}

/** Writes a shop with one event and one consumer into a folder; none of its names are this repository's. */
export function writeOrders(folder: string): { write(path: string, text: string): void } {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  for (const shared of ["extensions", "schemas/event-metadata.v1.schema.json"]) {
    const from = join(repository, "contracts", shared);
    if (existsSync(from)) cpSync(from, join(folder, "contracts", shared), { recursive: true });
  }
  write("package.json", JSON.stringify({ name: "shop", private: true, type: "module" }));
  write("sst.config.ts", "export default $config({ app: () => ({ name: 'shop', home: 'aws' }), async run() {} });\n");
  write("infra/graph.json", JSON.stringify(graph(), undefined, 2));
  write("contracts/asyncapi.yaml", asyncapi);
  write("contracts/schemas/order-placed.v1.schema.json", orderSchema({ type: "integer" }));
  write("contracts/examples/order-placed.v1/valid/created.json", JSON.stringify(order(), undefined, 2));
  write("apps/billing/handler.ts", handlerSource("console.log('billed', event.data.total);"));
  return { write };
}
