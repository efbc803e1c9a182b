import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkContracts } from "@tributary/contract-tools/check-contracts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type ImportOptions, importEvents } from "./import-events.ts";

const tools = createRequire(import.meta.url).resolve("@tributary/contract-tools/package.json");
const shippedMetadata = join(dirname(tools), "schemas/event-metadata.v1.schema.json");
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-import-test-")));
const contracts = join(folder, "contracts");
afterAll(() => rmSync(folder, { recursive: true }));

const document = `# Events of a shop.
asyncapi: 3.1.0
info: { title: "Shop", version: 1.0.0 } # ours
channels:
  # Nothing yet.

operations: {}
`;
const place = (name: string, content: string | object) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return join(folder, name);
};
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  place("contracts/asyncapi.yaml", document);
});

const config = { sourcePrefix: "com.acme." };
const run = (paths: readonly string[], options: Partial<ImportOptions> = {}) =>
  importEvents({ config, folder }, paths, { receivers: [], classification: "phi", dryRun: false, ...options });
const read = (name: string) => readFileSync(join(contracts, name), "utf8");
const schemaOf = (stem: string) => JSON.parse(read(`schemas/${stem}.schema.json`));
const files = () => readdirSync(contracts, { recursive: true }).sort();
const said = (decisions: readonly { readonly place: string; readonly message: string }[]) =>
  decisions.map(each => `${each.place} ${each.message}`.replaceAll(`${folder}/`, ""));

const order = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: { id: { type: "string", maxLength: 36 }, note: { type: "string", maxLength: 200 } },
};
const asyncapi2 = `asyncapi: 2.6.0
info: { title: Orders, version: 1.0.0 }
channels:
  orders:
    subscribe:
      message:
        oneOf:
          - $ref: "#/components/messages/placed"
          - name: Order Shipped
            payload: { $ref: "parts/order.yaml#/Order" }
  all-orders:
    publish: { message: { $ref: "#/components/messages/placed" } }
components:
  messages:
    placed:
      name: OrderPlaced.v2
      summary: An order was placed.
      payload: { $ref: "parts/order.yaml#/Order" }
      examples:
        - { name: One line, payload: { id: A-1 } }
        - { name: Wrong, payload: { id: 1 } }
`;
const asyncapi3 = (payload: unknown, channel: object = {}) => ({
  asyncapi: "3.0.0",
  info: { title: "Orders", version: "1.0.0" },
  channels: { orders: { address: "orders", messages: { OrderPlaced: { payload } }, ...channel } },
});
const registry = (source: string, detail: object = { $ref: "#/components/schemas/Order" }) => ({
  openapi: "3.0.0",
  info: { version: "1.0.0", title: "OrderPlaced" },
  paths: {},
  components: {
    schemas: {
      AWSEvent: {
        type: "object",
        "x-amazon-events-detail-type": "Order Placed",
        "x-amazon-events-source": source,
        properties: { detail, account: { type: "string" } },
      },
      Order: order,
    },
  },
});

describe("an AsyncAPI document", () => {
  test("of version 2 becomes contracts that the check finds clean but for what it lists", async () => {
    place("parts/order.yaml", { Order: order });
    const { events, decided, open, left, written } = await run([place("orders.yaml", asyncapi2)], {
      ...{ sender: "orders", bus: "shop", receivers: ["billing"] },
    });
    expect(events.map(({ detailType, source }) => [detailType, source])).toEqual([
      ["OrderPlaced.v2", "com.acme.orders"],
      ["OrderShipped.v1", "com.acme.orders"],
    ]);
    expect(schemaOf("order-placed.v2")).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      description: "An order was placed.",
      required: ["metadata", "data"],
      $defs: { data: { ...order, title: "OrderPlacedV2Data", "x-data-classification": "phi" } },
    });
    expect(JSON.parse(read("examples/order-placed.v2/valid/one-line.json")).data).toEqual({ id: "A-1" });
    expect(said(decided)).toEqual(
      expect.arrayContaining([
        "orders.yaml#/channels/all-orders/publish/message one event with orders.yaml#/components/messages/placed: EventBridge tells events apart by their names".replace(
          "orders.yaml#/components",
          `${folder}/orders.yaml#/components`.replace(`${folder}/`, ""),
        ),
        'orders.yaml#/channels/orders/subscribe/message/oneOf/1 called OrderShipped.v1, where the document says "Order Shipped"',
        "contracts/schemas/order-placed.v2.schema.json#/$defs/data classified phi, as nothing classifies /data/id, /data/note: say so where a field needs less care",
        "orders.yaml#/components/messages/placed/examples/1/payload left out this example, which is not valid: /data/id must be string",
        "contracts/asyncapi.yaml#/operations/billingReceivesOrderShipped/x-delivery order none, dedupe eventId: the document says nothing of delivery",
      ]),
    );
    expect(said(open)).toContain(
      "orders.yaml#/components/messages/placed orders has to publish it with a detail of metadata and data, as @tributary/bus/publish does",
    );
    expect(written.some(file => file.endsWith("generated/order-shipped.v1.js"))).toBe(true);
    const found = await checkContracts(contracts, { folder, ...config });
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual(
      left.map(({ rule, severity }) => [rule, severity]),
    );
    expect(new Set(left.map(({ rule }) => rule))).toEqual(new Set(["example-missing"]));
  });

  test("keeps the comments and the format of asyncapi.yaml", async () => {
    await run([place("orders.json", asyncapi3(order))], { sender: "orders", bus: "shop" });
    const lines = read("asyncapi.yaml").split("\n");
    const kept = document.split("\n").filter(line => !["operations: {}", ""].includes(line));
    expect(kept.filter(line => !lines.includes(line))).toEqual([]);
    expect(lines).toContain("    x-delivery: { order: none, dedupe: eventId }");
  });

  test("of version 3 says by x-eventbridge who publishes an event and on which bus", async () => {
    const bridge = { "x-eventbridge": { bus: "theirs", source: "com.partner.shop", detailType: "OrderTaken.v3" } };
    const { events, open } = await run([place("orders.json", asyncapi3(order, bridge))]);
    expect(events).toMatchObject([{ detailType: "OrderTaken.v3", source: "com.partner.shop" }]);
    expect(read("asyncapi.yaml")).toContain("address: theirs/OrderTaken.v3");
    expect(said(open)).toEqual([]);
  });

  test("that describes the whole detail keeps its data, with the metadata of every event", async () => {
    const whole = {
      type: "object",
      properties: { metadata: { type: "object" }, data: { $ref: "#/components/schemas/Order" }, more: {} },
    };
    const payload = { schemaFormat: "application/vnd.oai.openapi+json;version=3.0.3", schema: whole };
    const { decided, open } = await run(
      [place("orders.json", { ...asyncapi3(payload), components: { schemas: { Order: order } } })],
      { sender: "orders", bus: "shop" },
    );
    expect(schemaOf("order-placed.v1")).toMatchObject({
      properties: { metadata: { $ref: expect.stringContaining("event-metadata.v1") }, data: { $ref: "#/$defs/data" } },
      $defs: { data: { $ref: "#/$defs/Order" }, Order: order },
    });
    expect(said(decided).filter(text => /metadata|more/.test(text))).toHaveLength(2);
    expect(said(open)).toMatchObject([expect.stringContaining("with the detail-type OrderPlaced.v1, as")]);
  });
});

describe("an export of an EventBridge schema registry", () => {
  test("becomes an event that others publish and a service receives", async () => {
    const withExample = { type: "object", example: { id: "A-1" }, allOf: [{ $ref: "#/components/schemas/Order" }] };
    const { events, decided, open, left } = await run(
      [place("order.json", registry("com.partner.shop", withExample))],
      { bus: "shop", receivers: ["billing"] },
    );
    expect(events).toMatchObject([{ detailType: "Order Placed", source: "com.partner.shop" }]);
    expect(open).toEqual([]);
    expect(left.map(({ message }) => message)).toEqual(["Order Placed has no invalid example"]);
    expect(JSON.parse(read("examples/order-placed.v1/valid/example-1.json"))).toEqual({ id: "A-1" });
    expect(said(decided)).toContain(
      "order.json#/components/schemas/AWSEvent published by others, as com.partner.shop: no service here sends it",
    );
    expect(read("asyncapi.yaml")).toContain("billingReceivesOrderPlaced");
    expect(read("asyncapi.yaml")).not.toContain("action: send");
    expect(read("generated/order-placed.v1.js")).toContain('detailType: "Order Placed"');
  });

  test("may describe a detail that contains itself and has fields without limits, which are their publisher's", async () => {
    const detail = {
      type: "object",
      properties: { name: { type: "string" }, parts: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
    };
    const { components, ...rest } = registry("com.partner.shop", { $ref: "#/components/schemas/Tree" });
    const schemas = { ...components.schemas, Tree: detail };
    const { open, left } = await run([place("tree.json", { ...rest, components: { schemas } })], {
      ...{ bus: "shop", receivers: ["billing"] },
    });
    expect(schemaOf("order-placed.v1")).toMatchObject({
      type: "object",
      properties: { parts: { items: { $ref: "#/$defs/data" } } },
    });
    expect(open).toEqual([]);
    expect(new Set(left.map(({ rule }) => rule))).toEqual(new Set(["example-missing"]));
  });

  test("whose detail has metadata of its publisher's own is taken as it comes", async () => {
    const own = { type: "object", properties: { version: { type: "string" } }, required: ["version"] };
    const detail = { type: "object", properties: { metadata: own, data: order }, required: ["metadata", "data"] };
    const { open } = await run([place("order.json", registry("com.partner.shop", detail))], {
      ...{ bus: "shop", receivers: ["billing"] },
    });
    expect(said(open)).toEqual([]);
    expect(schemaOf("order-placed.v1")).toMatchObject({ properties: { metadata: own, data: order } });
    expect(read("generated/order-placed.v1.js")).toContain("bare: true");
  });

  test("whose detail has the metadata of every event here is one of another repository", async () => {
    const metadata = JSON.parse(readFileSync(shippedMetadata, "utf8"));
    const detail = { type: "object", properties: { metadata, data: order }, required: ["metadata", "data"] };
    const { open } = await run([place("order.json", registry("com.partner.shop", detail))], {
      ...{ bus: "shop", receivers: ["billing"] },
    });
    expect(said(open)).toEqual([]);
    expect(read("generated/order-placed.v1.js")).not.toContain("bare: true");
  });

  test("whose source begins like own ones and names no service is refused", async () => {
    await expect(run([place("order.json", registry("com.acme.Order_Desk"))], { bus: "shop" })).rejects.toThrow(
      /the source com\.acme\.Order_Desk begins like own ones, but names no service: .* --sender$/,
    );
  });

  test("becomes an event of the service that its source names", async () => {
    await run([place("order.json", registry("com.acme.orders"))], { bus: "shop" });
    expect(read("asyncapi.yaml")).toContain("ordersSendsOrderPlaced");
  });

  test("may be what the command line of AWS answers, in JSONSchema Draft4", async () => {
    const content = {
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      "x-amazon-events-detail-type": "OrderPlaced.v1",
      "x-amazon-events-source": "com.acme.orders",
      definitions: {
        Order: {
          ...order,
          properties: { ...order.properties, n: { type: "number", minimum: 0, exclusiveMinimum: true } },
        },
      },
      properties: { detail: { $ref: "#/definitions/Order" } },
    };
    const answer = { SchemaName: "com.acme@OrderPlaced", Type: "JSONSchemaDraft4", Content: JSON.stringify(content) };
    await run([place("answer.json", answer)], { bus: "shop" });
    expect(schemaOf("order-placed.v1").$defs.data.properties.n).toEqual({ type: "number", exclusiveMinimum: 0 });
  });

  test("may have no envelope, as the console's template", async () => {
    const template = {
      ...registry(""),
      info: { title: "Event" },
      components: { schemas: { Address: order, Event: order } },
    };
    const { events } = await run([place("event.json", template)], { bus: "shop", sender: "orders" });
    expect(events).toMatchObject([
      { detailType: "Event.v1", from: expect.stringMatching(/#\/components\/schemas\/Event$/) },
    ]);
  });
});

describe("a folder of JSON Schemas", () => {
  test("has an event for each that no other refers to", async () => {
    place("s/order-placed.v2.schema.json", {
      ...{ $schema: "http://json-schema.org/draft-07/schema#", $id: "https://a.example/order-placed.json" },
      ...{
        type: "object",
        properties: { order: { $ref: "order.json" }, by: { $ref: "https://a.example/person#/$defs/by" } },
      },
      examples: [{ order: { id: "1" }, by: "x" }],
    });
    place("s/order.json", {
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: "https://a.example/order.json",
      ...order,
    });
    place("s/inner/person.yaml", {
      ...{ $schema: "https://json-schema.org/draft/2020-12/schema", $id: "https://a.example/person" },
      $defs: { by: { type: "string", maxLength: 5, "x-data-classification": "none" } },
    });
    place("s/package.json", { name: "no-schema" });
    const { events, decided } = await run([join(folder, "s")], { bus: "shop", sender: "orders" });
    expect(events.map(({ detailType }) => detailType)).toEqual(["OrderPlaced.v2"]);
    expect(said(decided).filter(text => /no event/.test(text))).toEqual([
      "s/inner/person.yaml# no event of its own: other schemas refer to it",
      "s/order.json# no event of its own: other schemas refer to it",
      "s/package.json# left out: it describes no event",
    ]);
    expect(Object.keys(schemaOf("order-placed.v2").$defs)).toEqual(["data", "order", "by"]);
    expect(said(decided).join()).toContain("as nothing classifies /data/order/id, /data/order/note:");
  });

  test("of sixty events is imported at once", async () => {
    for (let number = 0; number < 60; number++)
      place(`s/thing-${number}-changed.json`, { $schema: "http://json-schema.org/draft-07/schema#", ...order });
    const { events } = await run([join(folder, "s")], { bus: "shop", sender: "orders" });
    expect(events).toHaveLength(60);
    expect(read("asyncapi.yaml")).not.toMatch(/[&*]a\d/);
  });
});

test("an event of others whose document states no detail-type is to be found out about", async () => {
  const file = place("order-placed.json", { $schema: "http://json-schema.org/draft-07/schema#", ...order });
  const { events, open } = await run([file], { source: "com.partner.shop", bus: "shop" });
  expect(events).toMatchObject([{ detailType: "order-placed" }]);
  expect(said(open)).toEqual([
    'order-placed.json# find out what detail-type com.partner.shop gives it: "order-placed" is its name in the document',
  ]);
});

test("a dry run says the same, and writes nothing", async () => {
  const file = place("orders.json", asyncapi3(order));
  const options = { sender: "orders", bus: "shop" };
  const dry = await run([file], { ...options, dryRun: true });
  expect([files(), read("asyncapi.yaml")]).toEqual([["asyncapi.yaml"], document]);
  expect(await run([file], options)).toEqual(dry);
});

test("a name that is taken keeps everything from being written, and all of them are said", async () => {
  const file = place("orders.json", asyncapi3(order));
  await run([file], { sender: "orders", bus: "shop" });
  const before = [files(), read("asyncapi.yaml")];
  const more = place("more.json", { $schema: "http://json-schema.org/draft-07/schema#", ...order });
  const again = place("order-placed.json", { $schema: "http://json-schema.org/draft-07/schema#", ...order });
  const { conflicts, written } = await run([file, more, again], { sender: "orders", bus: "shop" });
  expect(conflicts).toHaveLength(2);
  expect(conflicts[0]).toMatch(
    /^OrderPlaced\.v1 from .*asyncapi\.yaml#\/channels\/orderPlaced \(there already\), .*order-placed\.v1\.schema\.json \(there already\)$/,
  );
  expect([written, files(), read("asyncapi.yaml")]).toEqual([[], ...before]);
  expect((await run([file, more], { sender: "orders", only: ["More"] })).events).toMatchObject([
    { detailType: "More.v1" },
  ]);
});

test("two events of one import do not share a name", async () => {
  const paths = ["a/order-placed.json", "b/orderPlaced.json"].map(name =>
    place(name, { $schema: "http://json-schema.org/draft-07/schema#", ...order }),
  );
  const { conflicts } = await run(paths, { sender: "orders", bus: "shop" });
  expect(conflicts).toMatchObject([
    expect.stringMatching(
      /^OrderPlaced\.v1 from .*b\/orderPlaced\.json#: .*channels\/orderPlaced \(of .*a\/order-placed\.json#\)/,
    ),
  ]);
});

describe("nothing is written, and one line says why, of", () => {
  const schema7 = (schema: object) => ({
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    ...schema,
  });
  test.each<[string, string, string | object, RegExp]>([
    ["a text that is no YAML", "a.yaml", "a: [", /a\.yaml:\d+:\d+: /],
    ["a text that is no JSON", "a.json", "{", /a\.json:1:2: /],
    ["a list", "a.json", [], /a\.json:1:1: this is no AsyncAPI document, JSON Schema or export/],
    ["AsyncAPI 1", "a.yaml", "asyncapi: 1.2.0\n", /a\.yaml:1:\d+: AsyncAPI 1\.2\.0 cannot be imported/],
    ["an AsyncAPI document that is not valid", "a.yaml", "asyncapi: 3.0.0\nchannels: 3\n", /a\.yaml:\d+:\d+: /],
    [
      "Avro",
      "a.json",
      asyncapi3({
        schemaFormat: "application/vnd.apache.avro;version=1.9.0",
        schema: { type: "record", name: "a", fields: [] },
      }),
      /a\.json:\d+:\d+: the schemaFormat .* is no JSON Schema/,
    ],
    [
      "OpenAPI 3.1",
      "a.json",
      { ...registry("a"), openapi: "3.1.0" },
      /a\.json:1:\d+: schemas of the EventBridge registry are OpenAPI 3\.0/,
    ],
    ["Swagger", "a.json", { swagger: "2.0" }, /schemas of the EventBridge registry are OpenAPI 3\.0/],
    [
      "an API",
      "a.json",
      { ...registry("a"), paths: { "/x": {} }, components: { schemas: { A: {} } } },
      /describes an API/,
    ],
    [
      "an envelope without a detail",
      "a.json",
      { ...schema7({}), "x-amazon-events-detail-type": "A" },
      /the envelope has no detail/,
    ],
    [
      "an unknown dialect",
      "a.json",
      { $schema: "http://json-schema.org/draft-03/schema#" },
      /a\.json:1:\d+: the dialect .* cannot be read/,
    ],
    [
      "a reference to nothing",
      "a.json",
      schema7({ properties: { a: { $ref: "#/definitions/b" } } }),
      /a\.json:1:\d+: "#\/definitions\/b" refers to nothing/,
    ],
    [
      "a reference to no file",
      "a.json",
      schema7({ properties: { a: { $ref: "b.json" } } }),
      /there is no file .*b\.json/,
    ],
    [
      "a reference to the network",
      "a.json",
      schema7({ properties: { a: { $ref: "https://a.example/b.json" } } }),
      /https:\/\/a\.example\/b\.json is not fetched/,
    ],
    [
      "a reference to itself",
      "a.json",
      schema7({ properties: { a: { $ref: "#/properties/b" }, b: { $ref: "#/properties/a" } } }),
      /a\.json:1:\d+: this \$ref refers back to itself/,
    ],
    [
      "an alias inside what it stands for",
      "a.yaml",
      "type: object\nproperties: &p { a: { type: object, properties: *p } }\n",
      /a\.yaml:2:\d+: this alias contains itself/,
    ],
    [
      "a dynamic reference",
      "a.json",
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: { a: { $dynamicRef: "#x" } },
      },
      /\$dynamicRef cannot be imported/,
    ],
    [
      "a schema that is a number",
      "a.json",
      schema7({ properties: { a: { $ref: "#/definitions/b" } }, definitions: { b: 3 } }),
      /there is no schema here/,
    ],
    ["nesting without end", "a.json", `${'{"properties":{"a":'.repeat(5000)}{}${"}}".repeat(5000)}`, /a\.json:1:\d+: /],
    [
      "a file of 5 MiB",
      "a.json",
      `{"type":"object","description":"${"x".repeat(5 << 20)}"}`,
      /a\.json:1:1: is larger than 4 MiB/,
    ],
  ])("%s", async (_, name, content, message) => {
    const failing = run([place(name, content)], { sender: "orders", bus: "shop" });
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toMatchObject({ name: "UsageError", message: expect.not.stringMatching(/\n/) });
    expect([files(), read("asyncapi.yaml")]).toEqual([["asyncapi.yaml"], document]);
  });

  test.each([
    ["a path", "../secret.json"],
    ["an encoded path", "%2e%2e/secret.json#/properties"],
    ["an absolute path", join(folder, "secret.json")],
    ["a device", "../../../../../../../../dev/zero"],
    ["a link", "link.json"],
    ["a link to a folder", "up/secret.json"],
    ["a file beside it", "beside.json"],
  ])("a reference out of the imported folders by %s", async (_, $ref) => {
    place("secret.json", schema7({}));
    place("in/beside.json", schema7({ properties: { a: { $ref: "../secret.json" } } }));
    symlinkSync("../secret.json", join(folder, "in/link.json"));
    symlinkSync("..", join(folder, "in/up"));
    const schema = schema7({ properties: { a: { $ref } } });
    for (const [name, content] of [["schema.json", schema] as const, ["document.json", asyncapi3({ $ref })] as const]) {
      const failing = run([place(`in/${name}`, content)], { sender: "orders", bus: "shop" });
      await expect(failing).rejects.toMatchObject({
        name: "UsageError",
        message: expect.stringMatching(/in\/\w+\.json:1:\d+: .* is outside the folders of the imported files/),
      });
    }
    expect(files()).toEqual(["asyncapi.yaml"]);
  });

  test("an example whose own names are not told", async () => {
    const map = { type: "object", additionalProperties: { type: "number" } };
    const schema = (properties: object) => schema7({ properties, additionalProperties: false, examples: [example] });
    const example = { byNumber: { "123-45-6789": "x" }, JANEKEY: 1 };
    const file = place("a.json", schema({ byNumber: map }));
    const { decided, left } = await run([file], { sender: "orders", bus: "shop" });
    expect(said(decided).join("\n")).toMatch(/left out this example, which is not valid: \/data\/(byNumber\/)?\* /);
    expect(JSON.stringify([decided, left])).not.toMatch(/JANEKEY|123-45/);
  });

  test("a name that every object has", async () => {
    await expect(
      run([place("constructor.json", schema7({ properties: {} }))], { sender: "orders", bus: "shop" }),
    ).rejects.toThrow(/nothing was written: .*constructor.json:1:1: Constructor cannot be the name of an event/);
  });

  test("a reference to what is no regular file", async () => {
    mkdirSync(join(folder, "part.json"));
    const file = place("a.json", schema7({ properties: { a: { $ref: "part.json" } } }));
    await expect(run([file], { sender: "orders", bus: "shop" })).rejects.toThrow(/part\.json:1:1: is a folder/);
    await expect(run(["/dev/zero"])).rejects.toThrow("/dev/zero:1:1: is not a regular file");
  });

  test.each<[string, Partial<ImportOptions>, RegExp]>([
    [
      "nobody who publishes it",
      { bus: "shop" },
      /nothing says who publishes .*a\.json#: name your service with --sender, or another's source with --source/,
    ],
    ["no bus", { sender: "orders" }, /say which bus with --bus: no event has a bus yet/],
    ["both a sender and a source", { sender: "orders", source: "a.b" }, /give --sender, .* or --source/],
    ["a service without a proper name", { sender: "Orders!" }, /Orders! is no name of a service/],
    [
      "an event that is not there",
      { sender: "orders", bus: "shop", only: ["B"] },
      /there is no event B; there are A\.v1/,
    ],
    ["a bus without a proper name", { sender: "orders", bus: "a b" }, /a b is no name of a bus/],
  ])("%s", async (_, options, message) => {
    await expect(
      run([place("a.json", { $schema: "http://json-schema.org/draft-07/schema#", ...order })], options),
    ).rejects.toThrow(message);
    expect(files()).toEqual(["asyncapi.yaml"]);
  });

  test("a file that is not there, and a folder without events", async () => {
    await expect(run([join(folder, "no.json")])).rejects.toThrow(/no\.json: no such file or folder/);
    place("s/package.json", { name: "no-schema" });
    await expect(run([join(folder, "s")])).rejects.toThrow(/s describe no event/);
  });

  test("contracts that are broken already", async () => {
    place("contracts/asyncapi.yaml", "asyncapi: [\n");
    await expect(run([place("a.json", order)], { sender: "orders", bus: "shop" })).rejects.toThrow(
      /mend the contracts first/,
    );
  });
});
