import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const text = (more: object, description: string) => ({
  type: "string",
  description,
  ...more,
  "x-data-classification": "none",
});

/** The fields of a payload, as business events have them: ids, times, codes, names, amounts, and an address. */
const fields: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    ["thingId", "orderId", "customerId"].map(name => [name, text({ format: "uuid" }, `The ${name} that it is about.`)]),
  ),
  ...Object.fromEntries(
    ["createdAt", "changedAt", "seenAt"].map(name => [name, text({ format: "date-time", maxLength: 40 }, "When.")]),
  ),
  ...Object.fromEntries(["from", "until"].map(name => [name, text({ format: "date" }, "A day.")])),
  ...Object.fromEntries(
    ["name", "title", "summary", "reference", "channel", "locale"].map(name => [
      name,
      text({ minLength: 1, maxLength: 64 }, `Its ${name}.`),
    ]),
  ),
  email: text({ format: "email", maxLength: 320 }, "Where to write to."),
  code: text({ pattern: "^[A-Z]{2}[0-9]{6}$" }, "Its code."),
  currency: text({ pattern: "^[A-Z]{3}$" }, "ISO 4217."),
  state: text({ enum: ["new", "open", "held", "closed"] }, "What has become of it."),
  kind: text({ enum: ["small", "large"] }, "Which of the two it is."),
  amount: { type: "number", minimum: 0, "x-data-classification": "none" },
  count: { type: "integer", minimum: 0, maximum: 1_000_000, "x-data-classification": "none" },
  rank: { type: "integer", "x-data-classification": "none" },
  active: { type: "boolean", "x-data-classification": "none" },
  verified: { type: "boolean", "x-data-classification": "none" },
  tags: { type: "array", maxItems: 8, items: text({ maxLength: 32 }, "One tag.") },
  address: { $ref: "#/$defs/address" },
  history: { type: "array", maxItems: 8, items: { $ref: "#/$defs/address" } },
};

/** Writes a contracts folder of so many events, each with a schema of its own; their metadata is the one that the kit ships. */
export function writeManyContracts(root: string, count: number): void {
  for (const folder of ["schemas", "examples"]) mkdirSync(join(root, folder));
  const events = Array.from({ length: count }, (_, index) => index);
  for (const index of events) {
    const stem = `thing${index}-changed.v1`;
    writeFileSync(join(root, `schemas/${stem}.schema.json`), JSON.stringify(schemaOf(index), null, 2));
    for (const kind of ["valid", "invalid"]) mkdirSync(join(root, `examples/${stem}/${kind}`), { recursive: true });
    const { metadata, data } = exampleOf(index);
    const wrong = { metadata, data: { ...data, code: "none" } };
    const violation = { pointer: "/data/code", keyword: "pattern" };
    writeFileSync(join(root, `examples/${stem}/valid/full.json`), JSON.stringify({ metadata, data }));
    writeFileSync(join(root, `examples/${stem}/invalid/code.json`), JSON.stringify({ violation, value: wrong }));
  }
  writeFileSync(
    join(root, "asyncapi.yaml"),
    `asyncapi: 3.1.0
info: { title: Many events, version: 1.0.0, description: So many events. }
defaultContentType: application/json
channels:
${events.map(channelOf).join("")}operations:
${events.map(operationsOf).join("")}components:
  messages:
${events.map(messageOf).join("")}`,
  );
}

function schemaOf(index: number): object {
  const required = Object.keys(fields).filter((_, at) => (at + index) % 3 !== 0);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://many.example/schemas/thing${index}-changed.v1.schema.json`,
    title: `Thing${index}ChangedV1Detail`,
    description: `Thing ${index} changed.`,
    type: "object",
    additionalProperties: false,
    required: ["metadata", "data"],
    properties: {
      metadata: { $ref: "https://tributary.example/schemas/event-metadata.v1.schema.json" },
      data: { $ref: "#/$defs/data" },
    },
    $defs: {
      data: {
        title: `Thing${index}`,
        description: "What it is now.",
        type: "object",
        additionalProperties: false,
        required,
        properties: fields,
      },
      address: {
        title: `Thing${index}Address`,
        type: "object",
        additionalProperties: false,
        required: ["lines"],
        properties: {
          lines: { type: "array", maxItems: 4, items: text({ maxLength: 64 }, "One line.") },
          city: text({ maxLength: 64 }, "City."),
          country: text({ pattern: "^[A-Z]{2}$" }, "ISO 3166."),
        },
      },
    },
  };
}

function exampleOf(index: number) {
  const uuid = `0f8fad5b-d9cb-469f-a165-${String(index).padStart(12, "0")}`;
  const time = "2026-01-02T03:04:05.678Z";
  const address = { lines: ["One"], city: "Two", country: "NL" };
  return {
    metadata: {
      eventId: "0123456789abcdef0123456789abcdef",
      occurredAt: time,
      publishedAt: time,
      subject: `Thing/${index}`,
      sequence: "0".repeat(40),
      correlationId: uuid,
      causationId: uuid,
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      dataschema: `https://many.example/schemas/thing${index}-changed.v1.schema.json`,
    },
    data: {
      ...{ thingId: uuid, orderId: uuid, customerId: uuid, createdAt: time, changedAt: time, seenAt: time },
      ...{ from: "2026-01-02", until: "2026-01-03", name: "a", title: "b", summary: "c", reference: "d" },
      ...{ channel: "e", locale: "nl", email: "a@example.com", code: "AB123456", currency: "EUR", state: "new" },
      ...{ kind: "small", amount: 1.5, count: 3, rank: 1, active: true, verified: false, tags: ["x", "y"] },
      ...{ address, history: [address, address] },
    },
  };
}

const channelOf = (index: number) => `  thing${index}Changed:
    address: many/Thing${index}Changed.v1
    messages:
      Thing${index}Changed.v1: { $ref: "#/components/messages/Thing${index}Changed.v1" }
    x-eventbridge: { bus: many, source: tributary.service${index % 20}, detailType: Thing${index}Changed.v1 }
`;

const operationsOf = (index: number) => `  service${index % 20}SendsThing${index}Changed:
    action: send
    channel: { $ref: "#/channels/thing${index}Changed" }
    x-service: service${index % 20}
    x-delivery: { order: sequence, dedupe: eventId }
  reader${index % 7}ReceivesThing${index}Changed:
    action: receive
    channel: { $ref: "#/channels/thing${index}Changed" }
    x-service: reader${index % 7}
    x-delivery: { order: sequence, dedupe: eventId }
`;

const messageOf = (index: number) => `    Thing${index}Changed.v1:
      name: Thing${index}Changed.v1
      contentType: application/json
      payload: { $ref: ./schemas/thing${index}-changed.v1.schema.json }
`;
