import { expect, it } from "vitest";
import { graphOf } from "./graph-of.ts";
import type { RecordedResource, Recording } from "./recorded-resource.ts";

const stack = "urn:pulumi:s::a::pulumi:pulumi:Stack::a-s";
const resource = (more: Partial<RecordedResource> & { type: string; name: string }): RecordedResource => ({
  urn: `urn:pulumi:s::a::${more.type}::${more.name}`,
  custom: true,
  parentUrn: stack,
  dependencies: [],
  protect: false,
  retain: false,
  id: more.name.toLowerCase(),
  inputs: {},
  outputs: {},
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
  ...more,
});
const recording = (resources: readonly RecordedResource[], more: Partial<Recording> = {}): Recording => ({
  app: "a",
  stage: "s",
  protect: false,
  resources: [resource({ type: "pulumi:pulumi:Stack", name: "a-s", custom: false, urn: stack }), ...resources],
  outputs: {},
  links: {},
  functions: {},
  ...more,
});
const queue = "aws:sqs/queue:Queue";

it("sorts by type and name, and keeps no component but as the parent", () => {
  const component = resource({ type: "sst:aws:Queue", name: "Work", custom: false });
  const { resources } = graphOf(
    recording([
      component,
      resource({ type: queue, name: "WorkQueue", parentUrn: component.urn }),
      resource({ type: queue, name: "Alone" }),
      resource({ type: "aws:kms/key:Key", name: "Zed" }),
    ]),
  );
  expect(resources.map(({ name, parent }) => [name, parent])).toEqual([
    ["Zed", undefined],
    ["Alone", undefined],
    ["WorkQueue", "Work"],
  ]);
});

it("unwraps secrets, drops what is absent, and repeats no input among the outputs", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: { b: 1, a: 2 } };
  const given = { name: "q", secret, none: null };
  const { resources } = graphOf(
    recording([resource({ type: queue, name: "Q", inputs: given, outputs: { ...given, url: "u" } })]),
  );
  expect(JSON.stringify(resources[0]?.inputs)).toBe('{"name":"q","secret":{"a":2,"b":1}}');
  expect(resources[0]?.outputs).toEqual({ url: "u" });
});

it("puts the handler in place of the built code of a function", () => {
  const component = resource({ type: "sst:aws:Function", name: "Work", custom: false });
  const inputs = { s3Bucket: "b", s3Key: "k", timeout: 1, environment: { variables: { SST_KEY: "x", OWN: "y" } } };
  const { resources } = graphOf(
    recording(
      [
        component,
        resource({ type: "aws:lambda/function:Function", name: "WorkFunction", parentUrn: component.urn, inputs }),
        resource({ type: "aws:s3/bucketObjectv2:BucketObjectv2", name: "WorkCode", parentUrn: component.urn }),
      ],
      { functions: { Work: { handler: "work.run", links: ["Store"] } } },
    ),
  );
  expect(resources).toHaveLength(1);
  expect(resources[0]).toMatchObject({ code: { handler: "work.run", links: ["Store"] } });
  expect(resources[0]?.inputs).toEqual({ environment: { variables: { OWN: "y" } }, timeout: 1 });
});

it("records what a deployment tells a resource that holds data by, also under its component's earlier names", () => {
  const group = resource({ type: "shop:Stores", name: "Group", custom: false });
  const renamed = [{ name: "Old", type: "", parentUrn: group.urn }];
  const component = resource({
    type: "sst:aws:Queue",
    name: "Work",
    custom: false,
    parentUrn: group.urn,
    aliases: renamed,
  });
  const of = (more: Partial<RecordedResource>) =>
    graphOf(
      recording([group, component, resource({ type: queue, name: "WorkQueue", parentUrn: component.urn, ...more })]),
    ).resources[0]?.deployment;
  const within = "shop:Stores$sst:aws:Queue";
  expect(of({ ignoreChanges: ["name"], replaceOnChanges: ["tags", "fifoQueue"] })).toEqual({
    within,
    aliases: [`${within}$${queue}::OldQueue`],
    ignoreChanges: ["name"],
    replaceOnChanges: ["tags"],
  });
  const own = [{ name: "Plain", type: "", parentUrn: "" }, { urn: `urn:pulumi:s::a::x:y:Z$${queue}::Theirs` }];
  expect(of({ aliases: own })?.aliases).toEqual([
    `${queue}::Plain`,
    `${within}$${queue}::OldQueue`,
    `x:y:Z$${queue}::Theirs`,
  ]);
  const role = resource({ type: "aws:iam/role:Role", name: "Plain", ignoreChanges: ["name"] });
  expect(graphOf(recording([role])).resources[0]?.deployment).toBeUndefined();
});
