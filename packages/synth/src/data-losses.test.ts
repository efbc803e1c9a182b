import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataLosses } from "./data-losses.ts";
import type { Graph, GraphResource } from "./graph.ts";
import { replacementTable } from "./replacement-table.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const files = globSync("infra/graph*.json", { cwd: repository });
const graphs = files.map(file => JSON.parse(readFileSync(repository + file, "utf8")) as Graph);
const [local] = graphs as [Graph];
const holding = local.resources.filter(({ type }) => replacementTable[type]?.holds !== undefined);

const table: GraphResource = {
  name: "StoreTable",
  type: "aws:dynamodb/table:Table",
  parent: "Store",
  id: "shop-StoreTable",
  inputs: { attributes: [{ name: "pk", type: "S" }], hashKey: "pk", name: "shop-StoreTable" },
  outputs: {},
  deployment: { within: "sst:aws:Dynamo" },
};
const graph = (...resources: GraphResource[]): Graph => ({
  app: "shop",
  stage: "local",
  region: "us-east-1",
  account: "000000000000",
  links: {},
  resources,
});
const having = (resource: GraphResource, inputs: Record<string, unknown>, more: Partial<GraphResource> = {}) => ({
  ...resource,
  ...more,
  inputs: { ...resource.inputs, ...inputs },
});
const losses = (old: GraphResource, ...now: GraphResource[]) => dataLosses(graph(old), graph(...now));
const changes = (old: GraphResource, ...now: GraphResource[]) => losses(old, ...now).map(({ change }) => change);

describe("dataLosses", () => {
  it("finds nothing between a graph and itself", () => {
    for (const one of graphs) expect(dataLosses(one, structuredClone(one))).toEqual([]);
  });

  it("finds nothing in a change of any input that replaces nothing", () => {
    const change = fc
      .constantFrom(...graphs)
      .chain(one => fc.tuple(fc.constant(one), fc.constantFrom(...one.resources)))
      .chain(([one, resource]) => {
        const fixed = [...Object.keys(replacementTable[resource.type]?.replaces ?? {}), "attributes"];
        const free = Object.keys(resource.inputs).filter(input => !fixed.includes(input));
        const input = fc.constantFrom("tags", "description", ...free);
        return fc.tuple(fc.constant(one), fc.constant(resource), input, fc.option(fc.jsonValue(), { nil: undefined }));
      });
    fc.assert(
      fc.property(change, ([before, resource, input, value]) => {
        const resources = before.resources.map(each => (each === resource ? having(each, { [input]: value }) : each));
        expect(dataLosses(before, { ...before, resources })).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("finds nothing in a resource that holds no data and is gone, or new, or another", () => {
    const empty = local.resources.filter(({ type }) => replacementTable[type]?.holds === undefined);
    expect(dataLosses(local, { ...local, resources: holding })).toEqual([]);
    expect(dataLosses({ ...local, resources: holding }, local)).toEqual([]);
    const others = empty.map(each => having(each, { name: "other" }));
    expect(dataLosses(local, { ...local, resources: [...holding, ...others] })).toEqual([]);
  });

  it.each(holding.map(each => [each.name, each] as const))("names %s when it is gone", (name, gone) => {
    for (const before of graphs.filter(each => each.resources.some(one => one.name === name))) {
      const resources = before.resources.filter(each => each.name !== name || each.type !== gone.type);
      expect(dataLosses(before, { ...before, resources })).toMatchObject([
        {
          resource: name,
          type: gone.type,
          change: "no longer in the program",
          consequence: expect.stringMatching(/deletes it/),
        },
        // What names the key's ARN for good goes with it.
        ...(gone.type === "aws:kms/key:Key" ? [{ resource: "Datastore" }] : []),
      ]);
    }
  });

  it.each([
    ["aws:dynamodb/table:Table", "hashKey", "other"],
    ["aws:dynamodb/table:Table", "rangeKey", "other"],
    ["aws:dynamodb/table:Table", "name", "other"],
    ["aws:dynamodb/table:Table", "localSecondaryIndexes", [{ name: "i", rangeKey: "other", projectionType: "ALL" }]],
    ["aws:s3/bucket:Bucket", "bucket", "other"],
    ["aws:s3/bucket:Bucket", "objectLockEnabled", true],
    ["aws:kms/key:Key", "multiRegion", true],
    ["aws:kms/key:Key", "keyUsage", "SIGN_VERIFY"],
    ["aws:kms/key:Key", "customerMasterKeySpec", "RSA_4096"],
    ["aws:cloudwatch/eventBus:EventBus", "name", "other"],
    ["aws:cloudwatch/eventArchive:EventArchive", "name", "other"],
    ["aws:cloudwatch/eventArchive:EventArchive", "eventSourceArn", "other"],
    ["aws-native:healthlake:FhirDatastore", "datastoreTypeVersion", "R5"],
    ["aws-native:healthlake:FhirDatastore", "datastoreName", "other"],
    [
      "aws-native:healthlake:FhirDatastore",
      "sseConfiguration",
      { kmsEncryptionConfig: { cmkType: "AWS_OWNED_KMS_KEY" } },
    ],
    ["aws:sqs/queue:Queue", "fifoQueue", true],
    ["aws:sqs/queue:Queue", "name", "other"],
    ["aws:cloudwatch/logGroup:LogGroup", "name", "other"],
    ["aws:cloudwatch/logGroup:LogGroup", "logGroupClass", "INFREQUENT_ACCESS"],
  ])("says that %s is replaced when %s changes", (type, input, value) => {
    const old = local.resources.find(each => each.type === type)!;
    const resource = { ...old, deployment: { ...old.deployment, ignoreChanges: [] } };
    const before = { ...local, resources: local.resources.map(each => (each === old ? resource : each)) };
    const resources = before.resources.map(each => (each === resource ? having(each, { [input]: value }) : each));
    const [found, ...following] = dataLosses(before, { ...before, resources });
    expect(found).toMatchObject({
      resource: old.name,
      type,
      consequence: expect.stringMatching(/replaces it: its|the/),
    });
    expect(found?.change).toContain(` → ${JSON.stringify(value)}`);
    expect(following.map(each => each.resource)).toEqual(type === "aws:kms/key:Key" ? ["Datastore"] : []);
  });

  it("covers with these tests every type that holds data", () => {
    const tested = new Set(holding.map(({ type }) => type));
    const known = Object.keys(replacementTable).filter(type => replacementTable[type]?.holds !== undefined);
    expect([...tested].sort()).toEqual(known.sort());
  });

  it("takes a default for what it stands for, and an empty list for none", () => {
    const queue = { ...table, type: "aws:sqs/queue:Queue", inputs: {} };
    expect(changes(queue, having(queue, { fifoQueue: false }))).toEqual([]);
    expect(changes(having(queue, { fifoQueue: true }), queue)).toEqual(["fifoQueue true → none"]);
    expect(changes(table, having(table, { localSecondaryIndexes: [] }))).toEqual([]);
    const [a, b] = [{ name: "a" }, { name: "b" }];
    const indexed = having(table, { localSecondaryIndexes: [a, b] });
    expect(changes(indexed, having(table, { localSecondaryIndexes: [b, a] }))).toEqual([]);
  });

  it("knows that a key attribute of another type is another key, and any other attribute is none", () => {
    const typed = (...types: string[]) =>
      having(table, { attributes: types.map((type, at) => ({ name: ["pk", "gsi"][at], type })) });
    expect(changes(table, typed("N"))).toEqual(['attributes [{"name":"pk","type":"S"}] → [{"name":"pk","type":"N"}]']);
    expect(changes(typed("S", "S"), typed("S", "N"))).toEqual([]);
  });

  it("says what is lost with a stream, even though its table stays", () => {
    const streaming = having(table, { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" });
    expect(changes(table, streaming)).toEqual([]);
    for (const less of [having(streaming, { streamViewType: "KEYS_ONLY" }), table])
      expect(losses(streaming, less)).toMatchObject([
        { consequence: "A deployment loses changes in its stream that nothing has read yet." },
      ]);
  });

  it("lets warm throughput grow, but not shrink", () => {
    const warm = (readUnitsPerSecond: number) => having(table, { warmThroughput: { readUnitsPerSecond } });
    expect(changes(warm(100), warm(200))).toEqual([]);
    expect(changes(warm(200), warm(100))).toEqual(["warmThroughput.readUnitsPerSecond 200 → 100"]);
  });

  it("follows an alias to a new name or place, and asks for one where there is none", () => {
    const renamed = { ...table, name: "ShopTable", parent: "Shop" };
    const aliases = ["sst:aws:Dynamo$aws:dynamodb/table:Table::StoreTable"];
    expect(losses(table, renamed)[0]?.consequence).toContain('keep it with aliases: [{ name: "Store" }].');
    expect(changes(table, { ...renamed, deployment: { within: "sst:aws:Dynamo", aliases } })).toEqual([]);

    const moved = { ...table, deployment: { within: "shop:Stores$sst:aws:Dynamo" } };
    expect(losses(table, moved)[0]?.consequence).toContain(`Keep it with an alias of where it was: ${aliases[0]}.`);
    expect(changes(table, moved)).toEqual(["component sst:aws:Dynamo → shop:Stores$sst:aws:Dynamo"]);
    expect(changes(table, { ...moved, deployment: { ...moved.deployment, aliases } })).toEqual([]);
    // Followed to its new name, it is judged as under the old one.
    const rekeyed = having(renamed, { hashKey: "id" }, { deployment: { within: "sst:aws:Dynamo", aliases } });
    expect(changes(table, rekeyed)).toEqual(['hashKey "pk" → "id"']);
  });

  it("compares with graphs that record nothing of components", () => {
    const { deployment: _, ...older } = table;
    expect(changes(older, table)).toEqual([]);
    expect(changes(older, having(table, { hashKey: "id" }))).toEqual(['hashKey "pk" → "id"']);
  });

  it("respects ignoreChanges and replaceOnChanges, and does not print their values", () => {
    const other = having(table, { name: "shop-other", tags: { secret: "s3cret" } });
    expect(changes(table, { ...other, deployment: { within: "sst:aws:Dynamo", ignoreChanges: ["name"] } })).toEqual([]);
    const deployment = { within: "sst:aws:Dynamo", ignoreChanges: ["name"], replaceOnChanges: ["tags"] };
    expect(changes(table, { ...other, deployment })).toEqual(["tags"]);
  });

  it.each(["*", "tags.secret", "tags.*", 'tags["secret"]', "tags[*].value"])("replaces for the path %s", path => {
    const deployment = { within: "sst:aws:Dynamo", replaceOnChanges: [path] };
    const [old, now] = ["s3cret", "other"].map(secret => having(table, { tags: { secret } }, { deployment }));
    expect(changes(old!, now!)).toEqual([path]);
    expect(changes(old!, old!)).toEqual([]);
  });

  it("says what happens to a retained resource", () => {
    const kept = losses({ ...table, retain: true })[0];
    expect(kept?.consequence).toContain("the old one stays in the account, but the program goes on without its items");
  });

  it("counts everything as lost to an app of another name, which is another stack", () => {
    const found = dataLosses(local, { ...local, app: "other" });
    expect(found.map(({ resource }) => resource)).toEqual(holding.map(({ name }) => name));
    expect(found[0]?.change).toBe('app "tributary" → "other"');
  });
});
