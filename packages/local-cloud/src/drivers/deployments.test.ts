import type { Graph, GraphResource } from "@tributary/synth/graph";
import { afterEach, expect, it } from "vitest";
import type { Cloud } from "../cloud.ts";
import { virtualClock } from "../kernel/clock.ts";
import { createLocalCloud } from "../local-cloud.ts";
import { deployments } from "./deployments.ts";

const place = { region: "us-east-1", account: "000000000000", links: {} };
const table = (stage: string, more: Partial<GraphResource> = {}): GraphResource => ({
  ...{ name: "Orders", type: "aws:dynamodb/table:Table", id: `orders-${stage}` },
  inputs: {
    ...{ name: `orders-${stage}`, hashKey: "id", billingMode: "PAY_PER_REQUEST" },
    attributes: [{ name: "id", type: "S" }],
  },
  outputs: { arn: `arn:aws:dynamodb:us-east-1:000000000000:table/orders-${stage}`, streamArn: "" },
  ...more,
});
const bucket = (inputs: object = {}): GraphResource => ({
  ...{ name: "Files", type: "aws:s3/bucket:Bucket", id: "files-of-orders" },
  inputs: { bucket: "files-of-orders", ...inputs },
  outputs: { arn: "arn:aws:s3:::files-of-orders" },
});

const clouds: Cloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

function open(own: readonly GraphResource[] = []) {
  const graph = { app: "own", stage: "local", ...place, resources: own };
  const cloud = createLocalCloud({ graph, functions: {}, clock: virtualClock() });
  clouds.push(cloud);
  const ask = (method: string, path: string, body?: object) => {
    const text = Buffer.from(body ? JSON.stringify(body) : "");
    const request = { method, path: `/_tributary${path}`, query: new URLSearchParams(), headers: {}, body: text };
    const response = deployments(cloud, request);
    return response && ([response.status, JSON.parse(String(response.body))] as const);
  };
  const put = (stage: string, ...resources: readonly GraphResource[]) =>
    ask("PUT", `/deployments/shop/${stage}`, {
      ...{ root: "/shop", graph: { app: "shop", stage, ...place, resources } satisfies Graph },
    });
  const names = () =>
    (cloud.context.call("dynamodb", "ListTables", {}) as { TableNames: readonly string[] }).TableNames;
  return { cloud, ask, put, names };
}

it("deploys stages beside each other, tells what they are of, and removes one with its data", () => {
  const { ask, put, names } = open();
  expect(put("one", table("one"))).toEqual([200, { created: ["Orders"], updated: [], removed: [], unchanged: 0 }]);
  expect(put("two", table("two"))?.[0]).toBe(200);
  expect(put("one", table("one"))).toMatchObject([200, { created: [], unchanged: 1 }]);
  expect(ask("GET", "/deployments")).toMatchObject([
    200,
    { region: "us-east-1", deployments: [{ app: "shop", stage: "one" }, { stage: "two" }] },
  ]);
  expect(ask("GET", "/deployments/shop/two")).toMatchObject([200, { resources: [{ id: "orders-two" }] }]);
  expect(ask("DELETE", "/deployments/shop/one")).toMatchObject([200, { removed: ["Orders"] }]);
  expect(names()).toEqual(["orders-two"]);
  expect(ask("DELETE", "/deployments/shop/one")?.[0]).toBe(404);
  expect(ask("GET", "/deployments/shop/one")?.[0]).toBe(404);
});

it("deletes what is gone from a stage's graph, but what that retained", () => {
  const { put, names } = open();
  put("one", table("one"));
  put("kept", table("kept", { retain: true }));
  expect(put("one")).toMatchObject([200, { removed: ["Orders"] }]);
  expect(put("kept")).toMatchObject([200, { removed: ["Orders"] }]);
  expect(names()).toEqual(["orders-kept"]);
});

it("empties a bucket only where the program lets it", () => {
  const { cloud, ask, put } = open();
  const fill = () =>
    cloud.context.call("s3", "PutObject", { Bucket: "files-of-orders", Key: "a", Body: Buffer.from("a") });
  put("one", bucket());
  fill();
  expect(ask("DELETE", "/deployments/shop/one")).toMatchObject([
    422,
    { message: expect.stringMatching(/^aws:s3\/bucket:Bucket "Files": .*not empty/) },
  ]);
  put("one", bucket({ forceDestroy: true }));
  expect(ask("DELETE", "/deployments/shop/one")?.[0]).toBe(200);
});

it("refuses a graph that it cannot have, names the resource, and changes nothing", () => {
  const { put, names } = open([table("own")]);
  const broken = table("two", { name: "Broken", inputs: { ...table("two").inputs, billingMode: "FREE" } });
  expect(put("one", table("one"), broken)).toMatchObject([422, { message: expect.stringContaining('"Broken"') }]);
  expect(put("one", table("own"))).toMatchObject([
    422,
    { message: expect.stringContaining("belongs to stage local of own, which this cloud runs as its own graph") },
  ]);
  expect(put("one", table("one"))?.[0]).toBe(200);
  expect(put("two", table("one"))).toMatchObject([
    422,
    { message: expect.stringContaining("belongs to stage one of shop, which is deployed here too") },
  ]);
  expect(names()).toEqual(["orders-one", "orders-own"]);
});

it("says what is wrong with a request that is none", () => {
  const { ask } = open();
  const body = [400, { message: "the body is no JSON of a graph and the root of its handlers" }];
  expect(ask("PUT", "/deployments/shop/one")).toEqual(body);
  expect(ask("PUT", "/deployments/shop/one", { root: "/shop" })).toEqual(body);
  expect(ask("PUT", "/deployments/shop/%E0%A4%A")).toEqual([400, { message: "the path is not percent-encoded" }]);
  expect(ask("GET", "/console/%")).toBeUndefined();
});

it("makes ready what SST keeps in an account, once", () => {
  const { cloud, ask } = open();
  const [status, { state }] = ask("PUT", "/sst/bootstrap") ?? [];
  expect(ask("PUT", "/sst/bootstrap")?.[1].state).toBe(state);
  const found = cloud.context.call("ssm", "GetParameter", { Name: "/sst/bootstrap" }) as {
    Parameter: { Value: string };
  };
  expect([status, JSON.parse(found.Parameter.Value)]).toMatchObject([200, { state, version: expect.any(Number) }]);
  expect(() => cloud.context.call("s3", "HeadBucket", { Bucket: state })).not.toThrow();
});

it.each([
  ["GET", "/dev"],
  ["GET", "/deployments/shop"],
  ["GET", "/deployments/a/b/c"],
  ["GET", "/deploymentsx"],
])("leaves %s %s to others", (method, path) => {
  expect(open().ask(method, path)).toBeUndefined();
});
