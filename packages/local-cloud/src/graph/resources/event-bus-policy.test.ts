import type { Graph, GraphResource } from "@tributary/synth/graph";
import { expect, it, onTestFinished } from "vitest";
import { createLocalCloud } from "../../local-cloud.ts";
import { deploy } from "../deploy.ts";

const arn = "arn:aws:events:us-east-1:000000000000:event-bus/notices";
const bus: GraphResource = {
  name: "Notices",
  type: "aws:cloudwatch/eventBus:EventBus",
  id: "notices",
  inputs: { name: "notices" },
  outputs: { arn },
};
const policyOf = (...services: string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: services.map(Service => ({
      ...{ Effect: "Allow", Principal: { Service }, Action: "events:PutEvents", Resource: arn },
    })),
  });
const policy = (text: string, inputs: object = {}): GraphResource => ({
  name: "NoticesPolicy",
  type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
  id: "notices",
  inputs: { eventBusName: "notices", policy: text, ...inputs },
  outputs: {},
});
const graph = (...resources: GraphResource[]): Graph => ({
  ...{ app: "app", stage: "test", region: "us-east-1", account: "000000000000", links: {} },
  resources,
});

function boot(first: Graph) {
  const cloud = createLocalCloud({ graph: first, functions: {} });
  onTestFinished(() => cloud.stop());
  const described = () => cloud.context.call("events", "DescribeEventBus", { Name: "notices" }) as { Policy?: string };
  return { cloud, described };
}

it("says who may put events on a bus, even if it precedes the bus in the graph", () => {
  const { described } = boot(graph(policy(policyOf("healthlake.amazonaws.com")), bus));
  expect(described().Policy).toBe(policyOf("healthlake.amazonaws.com"));
});

it("is replaced as a whole when it changes, and goes with it", () => {
  const { cloud, described } = boot(graph(bus, policy(policyOf("healthlake.amazonaws.com", "s3.amazonaws.com"))));
  const changed = deploy(cloud, graph(bus, policy(policyOf("healthlake.amazonaws.com"))));
  expect(changed.updated).toEqual(["NoticesPolicy"]);
  expect(described().Policy).toBe(policyOf("healthlake.amazonaws.com"));
  expect(deploy(cloud, graph(bus)).removed).toEqual(["NoticesPolicy"]);
  expect(described().Policy).toBeUndefined();
});

it.each([
  ["that is no JSON", policy("{"), /NoticesPolicy.*not valid JSON/],
  ["of a bus that is not there", policy(policyOf(), { eventBusName: "elsewhere" }), /NoticesPolicy.*elsewhere/],
  ["with an input that is not known", policy(policyOf(), { region: "eu-west-1" }), /NoticesPolicy.*region/],
])("%s is refused by name, and nothing is deployed", (_what, bad, message) => {
  const { cloud, described } = boot(graph(bus, policy(policyOf("s3.amazonaws.com"))));
  const other: GraphResource = {
    ...{ name: "One", type: "aws:sqs/queue:Queue", inputs: { name: "one" } },
    id: "https://sqs.us-east-1.amazonaws.com/000000000000/one",
    outputs: { arn: "arn:aws:sqs:us-east-1:000000000000:one" },
  };
  expect(() => deploy(cloud, graph(bus, other, bad))).toThrow(message);
  expect(described().Policy).toBe(policyOf("s3.amazonaws.com"));
  expect(cloud.context.call("sqs", "ListQueues", {})).not.toMatchObject({ QueueUrls: [other.id] });
});
