import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A contracts folder with one event, `OrderPlaced.v1`, that shop sends and billing receives. */
export interface SampleContracts {
  readonly root: string;
  write(path: string, value: unknown): void;
  /** The schema of the event's data. */
  schema(data: object): void;
  remove(): void;
}

/** Makes the folder; `actions` are the operations that its document has. */
export function sampleContracts(actions: readonly string[] = ["send", "receive"]): SampleContracts {
  const root = mkdtempSync(join(tmpdir(), "tributary-contracts-"));
  const write = (path: string, value: unknown) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof value === "string" ? value : JSON.stringify(value, null, 2));
  };
  const schema = (data: object) =>
    write("schemas/order-placed.v1.schema.json", {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: "https://sample.example/order-placed.v1.schema.json",
      type: "object",
      additionalProperties: false,
      required: ["data"],
      properties: { metadata: { $ref: "metadata.v1.schema.json" }, data },
    });
  write("asyncapi.yaml", document(actions));
  write("schemas/metadata.v1.schema.json", {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://sample.example/metadata.v1.schema.json",
    type: "object",
    properties: { eventId: { type: "string", minLength: 1 } },
    additionalProperties: false,
  });
  schema({ type: "object", properties: { id: { type: "string" } }, additionalProperties: false });
  return { root, write, schema, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const services: Readonly<Record<string, string>> = { send: "shop", receive: "billing" };

const document = (actions: readonly string[]) => `asyncapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
channels:
  orderPlaced:
    address: orders/OrderPlaced.v1
    messages:
      OrderPlaced.v1: { $ref: "#/components/messages/OrderPlaced.v1" }
    x-eventbridge: { bus: orders, source: sample.shop, detailType: OrderPlaced.v1 }
operations:${actions.length === 0 ? " {}" : ""}
${actions
  .map(
    action => `  ${services[action]}Does:
    action: ${action}
    channel: { $ref: "#/channels/orderPlaced" }
    x-service: ${services[action]}
`,
  )
  .join("")}components:
  messages:
    OrderPlaced.v1:
      name: OrderPlaced.v1
      payload: { $ref: ./schemas/order-placed.v1.schema.json }
`;
