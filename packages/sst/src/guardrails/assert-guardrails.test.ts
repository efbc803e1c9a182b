import type { Graph, GraphResource } from "@tributary/synth/graph";
import { describe, expect, test } from "vitest";
import { assertGuardrails } from "./assert-guardrails.ts";

const table = (inputs: GraphResource["inputs"]): GraphResource => ({
  name: "OrdersTable",
  type: "aws:dynamodb/table:Table",
  id: "orders",
  inputs: { pointInTimeRecovery: { enabled: true }, ...inputs },
  outputs: {},
});
const key: GraphResource = {
  name: "Key",
  type: "aws:kms/key:Key",
  id: "key",
  inputs: { enableKeyRotation: true },
  outputs: { arn: "arn:key" },
};
const graph = (stage: string, ...resources: GraphResource[]): Graph => ({
  ...{ app: "shop", stage, region: "eu-west-1", account: "000000000000", links: {}, resources },
});
const encrypted = { serverSideEncryption: { enabled: true, kmsKeyArn: "arn:key" } };

describe("assertGuardrails", () => {
  test("accepts a program that keeps them without a bus or a data store", () => {
    expect(() => assertGuardrails(graph("dev", key, table(encrypted)))).not.toThrow();
  });

  test("lists every breach at once, by guardrail and resource", () => {
    const broken = graph("dev", key, table({ pointInTimeRecovery: { enabled: false } }));
    expect(() => assertGuardrails(broken)).toThrow(
      [
        "The stage dev breaks guardrails:",
        "everythingIsEncrypted: OrdersTable: is not under our key",
        "tablesCanBeRestored: OrdersTable: has no PITR",
      ].join("\n"),
    );
  });

  test("judges a stage that keeps its data like production", () => {
    const staging = graph("staging", key, table(encrypted));
    expect(() => assertGuardrails(staging)).not.toThrow();
    expect(() => assertGuardrails(staging, { keepsData: true })).toThrow(
      "productionIsKept: OrdersTable: can be deleted",
    );
  });

  test("accepts a named existing key as the program's own", () => {
    const orders = table({ serverSideEncryption: { enabled: true, kmsKeyArn: "arn:given" } });
    expect(() => assertGuardrails(graph("dev", orders))).toThrow("everythingIsEncrypted: OrdersTable");
    expect(() => assertGuardrails(graph("dev", orders), { existing: ["arn:given"] })).not.toThrow();
  });

  test("ignores only the named resources and components of before", () => {
    const before = { ...table({}), name: "OldTable", parent: "Old" };
    const broken = graph("dev", key, before, { ...table({}), parent: "Orders" });
    for (const name of ["Old", "OldTable"])
      expect(() => assertGuardrails(broken, { leaveOut: [name] })).toThrow(
        "breaks guardrails:\neverythingIsEncrypted: OrdersTable: is not under our key",
      );
    expect(() => assertGuardrails(graph("dev", key, before), { leaveOut: ["Old"] })).not.toThrow();
  });

  test("refuses an unknown type until the program says that it holds no data", () => {
    const topic = { name: "Topic", type: "aws:sns/topic:Topic", id: "topic", inputs: {}, outputs: {} };
    expect(() => assertGuardrails(graph("dev", topic))).toThrow("everyTypeIsJudged: Topic");
    expect(() => assertGuardrails(graph("dev", topic), { withoutData: ["Topic"] })).not.toThrow();
  });

  test("refuses a function that times out before its handler's lease", () => {
    const lambda: GraphResource = {
      name: "Work",
      type: "aws:lambda/function:Function",
      id: "work",
      inputs: { timeout: 9 },
      outputs: {},
      code: { handler: "work.run", links: [] },
    };
    const options = { leases: { "work.run": 10_000 } };
    expect(() => assertGuardrails(graph("dev", lambda), options)).toThrow("leasesEndInTime: Work");
    const longer = { ...lambda, inputs: { timeout: 10 } };
    expect(() => assertGuardrails(graph("dev", longer), options)).not.toThrow("leasesEndInTime");
  });
});
