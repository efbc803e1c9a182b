import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkContracts } from "@tributary/contract-tools/check-contracts";
import { Ajv } from "ajv";
import { afterAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const page = read("docs/asyncapi-eventbridge-binding/README.md");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });

interface BindingSchema {
  readonly properties: object;
  readonly examples: readonly unknown[];
}
const binding = (kind: "channel" | "operation") => {
  const schema: BindingSchema = JSON.parse(
    read(`packages/contract-tools/schemas/extensions/bindings/eventbridge/0.1.0/${kind}.json`),
  );
  return { schema, accepts: ajv.compile<unknown>(schema) };
};
const channel = binding("channel");
const operation = binding("operation");

interface Document {
  readonly channels: Readonly<Record<string, Record<string, unknown>>>;
  readonly operations: Readonly<Record<string, Record<string, unknown>>>;
}
const document = (): Document => parse(read("contracts/asyncapi.yaml"));
const carried = (part: Document["channels"]) => Object.values(part).flatMap(each => each["x-eventbridge"] ?? []);

describe("the EventBridge binding", () => {
  test("is what every channel and operation of the contracts carries", () => {
    const { channels, operations } = document();
    expect(carried(channels)).toHaveLength(Object.keys(channels).length);
    for (const each of carried(channels)) expect([channel.accepts(each), each]).toEqual([true, each]);
    for (const each of carried(operations)) expect([operation.accepts(each), each]).toEqual([true, each]);
  });

  test.each([
    ["no source", { detailType: "A" }],
    ["no detail-type", { source: "a" }],
    ["an empty source", { source: "", detailType: "A" }],
    ["a detail-type that is too long", { source: "a", detailType: "A".repeat(129) }],
    ["a bus that is no name", { bus: "my bus", source: "a", detailType: "A" }],
    ["an ARN of something else", { bus: "arn:aws:sqs:eu-west-1:123456789012:a", source: "a", detailType: "A" }],
    ["a field that there is not", { source: "a", detailType: "A", queue: "a" }],
    ["a version that there is not", { source: "a", detailType: "A", bindingVersion: "9.0.0" }],
    ["a list", []],
  ])("refuses for a channel %s", (_what, value) => {
    expect(channel.accepts(value)).toBe(false);
  });

  test.each([
    ["a filter of nothing", { filter: {} }],
    ["a value that stands in no list", { filter: { a: 1 } }],
    ["an empty list", { filter: { a: [] } }],
    ["an operator that is none", { filter: { a: [{}] } }],
    ["a list in a list", { filter: { a: [["b"]] } }],
    ["a field that there is not", { pattern: { a: [1] } }],
  ])("refuses for an operation %s", (_what, value) => {
    expect(operation.accepts(value)).toBe(false);
  });

  test("takes the name and the ARN of a bus, and extensions", () => {
    for (const bus of ["orders", "arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/a.b/c"])
      expect(channel.accepts({ bus, source: "a", detailType: "A", "x-team": "sales" })).toBe(true);
  });

  const vectors = new URL("../../../shared/vectors/eventbridge/aws-test-event-pattern.json", import.meta.url);
  if (!existsSync(vectors)) console.warn("patterns of AWS in the binding skipped: vectors not present");
  test.runIf(existsSync(vectors))("takes for a filter every pattern that AWS takes", () => {
    const cases: { eventPattern: unknown; expected: unknown }[] = JSON.parse(readFileSync(vectors, "utf8"));
    const patterns = cases.flatMap(({ eventPattern, expected }) =>
      expected === "error" ? [] : [typeof eventPattern === "string" ? JSON.parse(eventPattern) : eventPattern],
    );
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter(filter => !operation.accepts({ filter }))).toEqual([]);
  });
});

describe("the page of the binding", () => {
  test("names every field, and none else", () => {
    const fields = [...page.matchAll(/^\| <a name="(channel|operation)\w+"><\/a>`(\w+)`/gm)];
    for (const [kind, { schema }] of Object.entries({ channel, operation }))
      expect(fields.filter(([, of]) => of === kind).map(([, , name]) => name)).toEqual(Object.keys(schema.properties));
  });

  test("has examples that the schemas accept, as the schemas themselves have", () => {
    const [first, second] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => parse(text));
    const shown = { channel: first.channels.orderPlaced, operation: second.operations.billingReceivesOrderPlaced };
    for (const [kind, { schema, accepts }] of [
      ["channel", channel],
      ["operation", operation],
    ] as const)
      for (const each of [shown[kind].bindings.eventbridge, ...schema.examples])
        expect([accepts(each), each]).toEqual([true, each]);
  });
});

describe("tributary check", () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-binding-"));
  const contracts = join(folder, "contracts");
  cpSync(join(repository, "contracts"), contracts, { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The errors of the contracts with another document. */
  async function errors(change: (document: Document) => void): Promise<(readonly [string, string | undefined])[]> {
    const changed = document();
    change(changed);
    writeFileSync(join(contracts, "asyncapi.yaml"), stringify(changed));
    const found = await checkContracts(contracts);
    return found.filter(({ severity }) => severity === "error").map(({ rule, pointer }) => [rule, pointer]);
  }
  const first = (part: Document["channels"]) => Object.values(part)[0]!;

  test("holds x-eventbridge to the binding, which its schema refers to", async () => {
    const wrong = { bindingVersion: "9.0.0", queue: "a" };
    const found = await errors(({ channels }) => Object.assign(first(channels)["x-eventbridge"]!, wrong));
    expect(found).toEqual([
      ["extension-invalid", "/channels/patientRecordChanged/x-eventbridge/bindingVersion"],
      ["extension-invalid", "/channels/patientRecordChanged/x-eventbridge/queue"],
    ]);
  });

  test("hears from the parser that AsyncAPI does not have the binding yet: once it has, x-eventbridge can go", async () => {
    const found = await errors(({ channels }) => {
      first(channels).bindings = { eventbridge: first(channels)["x-eventbridge"] };
    });
    expect(found).toEqual([["asyncapi-document-resolved", "/channels/patientRecordChanged/bindings/eventbridge"]]);
  });
});
