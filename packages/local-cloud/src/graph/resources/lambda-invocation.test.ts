import type { Graph, GraphResource } from "@tributary/synth/graph";
import { expect, it, onTestFinished } from "vitest";
import { virtualClock } from "../../kernel/clock.ts";
import type { Activity } from "../../kernel/service.ts";
import { createLocalCloud } from "../../local-cloud.ts";
import type { LocalFunction } from "../../services/lambda/runtime/in-process-functions.ts";
import { deploy } from "../deploy.ts";

const role = "arn:aws:iam::000000000000:role/setup";
const setup: GraphResource = {
  name: "SetupFunction",
  type: "aws:lambda/function:Function",
  id: "setup",
  code: { handler: "setup.run", links: ["Bus"] },
  inputs: { name: "setup", handler: "setup.run", role, runtime: "nodejs24.x", timeout: 20 },
  outputs: { arn: "arn:aws:lambda:us-east-1:000000000000:function:setup" },
};
const bus: GraphResource = {
  name: "Bus",
  type: "aws:cloudwatch/eventBus:EventBus",
  id: "bus",
  inputs: { name: "bus" },
  outputs: { arn: "arn:aws:events:us-east-1:000000000000:event-bus/bus" },
};
const rule: GraphResource = {
  name: "Rule",
  type: "aws:cloudwatch/eventRule:EventRule",
  id: "bus/rule",
  inputs: { name: "rule", eventBusName: "bus", eventPattern: '{"source":["a"]}' },
  outputs: { arn: "arn:aws:events:us-east-1:000000000000:rule/bus/rule" },
};
const invocation = (inputs: object = {}): GraphResource => ({
  name: "Setup",
  type: "aws:lambda/invocation:Invocation",
  id: "setup",
  inputs: { functionName: "setup", input: '{"revision":1}', ...inputs },
  outputs: { result: "null" },
});
const graph = (...resources: GraphResource[]): Graph => ({
  ...{ app: "app", stage: "test", region: "us-east-1", account: "000000000000", links: { Bus: { name: "bus" } } },
  resources,
});

function boot(first: Graph, run: LocalFunction) {
  const clock = virtualClock();
  const activities: Activity[] = [];
  const cloud = createLocalCloud({
    ...{ graph: first, clock, functions: { "setup.run": run } },
    onActivity: activity => activities.push(activity),
  });
  onTestFinished(() => cloud.stop());
  const settled = async () => {
    for (;;) {
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
      const next = clock.next();
      if (!("lambda:async" in cloud.pending()) || next === undefined) return;
      await clock.advance(next - clock.now());
    }
  };
  const count = (kind: string) =>
    activities.filter(activity => activity.kind === kind && activity.name === "setup").length;
  return { cloud, settled, count };
}

it("calls the function once, after all other resources exist, wherever it is in the graph", async () => {
  const inputs: unknown[] = [];
  const there: unknown[] = [];
  const { cloud, settled } = boot(graph(invocation(), rule, setup, bus), async input => {
    await new Promise(resolve => setImmediate(resolve)); // It is called while the cloud is made.
    inputs.push(input);
    there.push(cloud.context.call("events", "ListRules", { EventBusName: "bus" }));
  });
  await settled();
  expect(inputs).toEqual([{ revision: 1 }]);
  expect(there).toMatchObject([{ Rules: [{ Name: "rule" }] }]);
});

it("calls again when the input changes, and not for other changes or a removal", async () => {
  const inputs: unknown[] = [];
  const { cloud, settled } = boot(graph(setup, bus, invocation()), input => void inputs.push(input));
  await settled();
  expect(deploy(cloud, graph(setup, bus, rule, invocation()))).toMatchObject({ created: ["Rule"], updated: [] });
  await settled();
  expect(inputs).toHaveLength(1);
  expect(deploy(cloud, graph(setup, bus, invocation({ input: '{"revision":2}' }))).updated).toEqual(["Setup"]);
  await settled();
  expect(deploy(cloud, graph(setup, bus)).removed).toContain("Setup");
  await settled();
  expect(inputs).toEqual([{ revision: 1 }, { revision: 2 }]);
});

it("retries a failed call, and says when it gives up", async () => {
  let calls = 0;
  const failing = boot(graph(setup, bus, invocation()), () => {
    calls++;
    throw new Error("not yet");
  });
  await failing.settled();
  expect([calls, failing.count("lambda:failed"), failing.count("lambda:lost")]).toEqual([3, 3, 1]);

  let attempts = 0;
  const late = boot(graph(setup, bus, invocation()), () => {
    if (++attempts < 3) throw new Error("not yet");
  });
  await late.settled();
  expect([attempts, late.count("lambda:failed"), late.count("lambda:lost")]).toEqual([3, 2, 0]);
});

it.each([
  ["of a function that is not there", invocation({ functionName: "nobody" }), /Invocation "Setup".*nobody/],
  ["with an input that is not known", invocation({ qualifier: "1" }), /Invocation "Setup".*qualifier/],
])("%s is refused by name, and nothing is deployed", async (_what, bad, message) => {
  const { cloud, settled } = boot(graph(bus), () => expect.unreachable());
  expect(() => deploy(cloud, graph(bus, rule, setup, bad))).toThrow(message);
  await settled();
  expect(cloud.context.call("events", "ListRules", { EventBusName: "bus" })).toEqual({ Rules: [] });
});
