import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { account, region } from "./account.ts";
import { computedOutputs } from "./computed-outputs.ts";

const compute = (type: string, name: string, inputs: Readonly<Record<string, unknown>> = {}, place = "") => {
  const found = computedOutputs[type];
  if (!found) throw new Error(`There are no outputs for ${type}.`);
  return found(name, inputs, place);
};
const types = Object.keys(computedOutputs);
/** Types that have no physical name of their own to be given: settings of another resource, and what is numbered. */
const unnamed = [
  ...["eventBusPolicy:EventBusPolicy", "eventTarget:EventTarget"].map(type => `aws:cloudwatch/${type}`),
  ...types.filter(type =>
    /s3\/bucket[A-Z]|queuePolicy|rolePolicy|invocation|eventSourceMapping|kms\/key|random|permission|functionUrl|EventInvokeConfig/.test(
      type,
    ),
  ),
  "aws-native:healthlake:FhirDatastore",
];

describe.each(types)("%s", type => {
  const inputs = { length: 4 };

  it("has the same id and outputs whenever it is asked", () => {
    expect(compute(type, "Thing", inputs)).toEqual(compute(type, "Thing", inputs));
  });

  it("has ARNs of this region and account", () => {
    const { outputs } = compute(type, "Thing", { ...inputs, name: "thing", bucket: "thing" });
    for (const [name, value] of Object.entries(outputs)) {
      if (!/arn$/i.test(name) || value === "") continue;
      const ours = new RegExp(`^arn:aws:[a-z0-9-]+:(${region})?:(${account}|lambda)?:[^ ]+$`);
      expect([name, value]).toEqual([name, expect.stringMatching(ours)]);
    }
  });
});

describe.each(types.filter(type => !unnamed.includes(type)))("%s", type => {
  const key = type === "aws:s3/bucket:Bucket" ? "bucket" : "name";

  it("has the given name", () => {
    const { id, outputs } = compute(type, "Thing", { [key]: "given" });
    expect(id).toMatch(/(^|\/)given$/);
    expect(outputs).toMatchObject({ [key]: "given", arn: expect.stringMatching(/[:/]given$/) });
  });

  it("gets a unique name if it has none", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z][a-zA-Z]{0,9}$/),
        fc.stringMatching(/^[A-Z][a-zA-Z]{0,9}$/),
        (one, other) => {
          const [first, second] = [compute(type, one), compute(type, other)];
          expect(first.id).toMatch(/^.*-[0-9a-f]{7}$/);
          expect(first.id === second.id).toBe(
            key === "bucket" ? one.toLowerCase() === other.toLowerCase() : one === other,
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});

it.each(["aws:kms/key:Key", "aws:lambda/eventSourceMapping:EventSourceMapping", "aws:sqs/queue:Queue"])(
  "gives a %s of each stage an id of its own",
  type => {
    const ids = ["", "shop\none", "shop\ntwo"].map(place => compute(type, "Thing", {}, place).id);
    expect(new Set(ids).size).toBe(3);
  },
);

it("gives a table a stream where one is asked for", () => {
  const table = { name: "things" };
  const arn = `arn:aws:dynamodb:${region}:${account}:table/things`;
  expect(compute("aws:dynamodb/table:Table", "T", { ...table, streamEnabled: true }).outputs).toMatchObject({
    arn,
    streamArn: `${arn}/stream/2026-01-01T00:00:00.000`,
  });
  expect(compute("aws:dynamodb/table:Table", "T", table).outputs).toMatchObject({ arn, streamArn: "" });
});

it("names the bus in the ARN of a rule, unless it is the default one", () => {
  const rule = (eventBusName?: string) =>
    compute("aws:cloudwatch/eventRule:EventRule", "R", { name: "r", ...(eventBusName && { eventBusName }) });
  expect(rule("clinic")).toMatchObject({
    id: "clinic/r",
    outputs: { arn: `arn:aws:events:${region}:${account}:rule/clinic/r` },
  });
  expect(rule()).toEqual(rule("default"));
  expect(rule()).toMatchObject({ id: "default/r", outputs: { arn: `arn:aws:events:${region}:${account}:rule/r` } });
});

it("gives a data store an id that is one, and an address by it", () => {
  const { id, outputs } = compute("aws-native:healthlake:FhirDatastore", "Clinic", { datastoreName: "clinic" });
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(outputs).toMatchObject({
    datastoreId: id,
    datastoreArn: `arn:aws:healthlake:${region}:${account}:datastore/fhir/${id}`,
    datastoreEndpoint: `https://healthlake.${region}.amazonaws.com/datastore/${id}/r4/`,
  });
  expect(compute("aws-native:healthlake:FhirDatastore", "Other", { datastoreName: "clinic" }).id).toBe(id);
});

it("calls a policy and a call by what they are of", () => {
  const policy = compute("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "P", {
    eventBusName: "notices",
    policy: "{}",
  });
  expect(policy).toEqual({ id: "notices", outputs: {} });
  const call = compute("aws:lambda/invocation:Invocation", "I", { functionName: "setup", input: "{}" });
  expect(call).toEqual({ id: "setup", outputs: { result: "null" } });
});
