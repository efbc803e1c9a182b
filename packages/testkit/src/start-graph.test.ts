import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Graph, GraphResource } from "@tributary/synth/graph";
import { expect, test } from "vitest";
import { startGraph } from "./start-graph.ts";

const account = "000000000000";
const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:${account}:${name}`;
const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const resource = (type: string, name: string, inputs: object, outputs: object = {}): GraphResource => ({
  ...{ name, type, id: name, inputs: { ...inputs }, outputs: { ...outputs } },
});
const queue = (name: string): GraphResource => {
  const url = `https://sqs.eu-west-1.amazonaws.com/${account}/${name}`;
  return { ...resource("aws:sqs/queue:Queue", name, { name }, { arn: arn("sqs", name), url }), id: url };
};
const role = `arn:aws:iam::${account}:role/worker`;
const worker = {
  ...resource("aws:lambda/function:Function", "worker", { name: "worker", role, timeout: 10 }),
  code: { handler: "worker.handle", links: [] },
};
const graph: Graph = {
  ...{ app: "demo", stage: "test", region: "eu-west-1", account },
  links: { work: { url: queue("work").id }, next: { url: queue("next").id } },
  resources: [
    ...[queue("work"), queue("next"), worker],
    resource(
      "aws:iam/role:Role",
      "worker",
      {
        assumeRolePolicy: policy({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),
        inlinePolicies: [
          {
            policy: policy({
              Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
              Resource: arn("sqs", "work"),
            }),
          },
        ],
      },
      { arn: role },
    ),
    resource("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
      ...{ eventSourceArn: arn("sqs", "work"), functionName: "worker", batchSize: 1 },
    }),
  ],
};

/** The worker passes each message on, which its role does not let it. */
async function passOn(options: Partial<Parameters<typeof startGraph>[0]> = {}) {
  const flow = startGraph({
    ...{ graph, ...options },
    functions: ({ sqs, link }) => ({
      "worker.handle": () => sqs.send(new SendMessageCommand({ QueueUrl: link("next"), MessageBody: "x" })),
    }),
  });
  await flow.sqs.send(new SendMessageCommand({ QueueUrl: flow.link("work"), MessageBody: "x" }));
  return flow;
}

test("refuses a function what its role does not allow, and fails the test with the grant that would", async () => {
  const flow = await passOn();
  await expect(flow.settle()).rejects.toThrow(
    /not authorized to perform: sqs:SendMessage.* add grant\(next, "sqs:SendM/,
  );
  expect(flow.thrown).toMatchObject([{ name: "AccessDeniedException" }]);
});

test("lets it run under warn, and fails the test too", async () => {
  const flow = await passOn({ iam: "warn" });
  await expect(flow.settle()).rejects.toThrow('add grant(next, "sqs:SendMessage")');
  expect([flow.thrown, await flow.messagesIn("next")]).toEqual([[], 1]);
});

test("hands denials to a test that is about them", async () => {
  const denied: string[] = [];
  const flow = await passOn({ onDenial: ({ action }) => denied.push(action) });
  await flow.pass(1_000);
  expect(denied).toEqual(["sqs:SendMessage"]);
});

test("looks at no role when it is off", async () => {
  const flow = await passOn({ iam: "off" });
  await flow.settle();
  expect([flow.thrown, await flow.messagesIn("next")]).toEqual([[], 1]);
});
