import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { createLocalCloud } from "@tributary/local-cloud/local-cloud";
import { sendToQueue } from "@tributary/local-cloud/services/sqs/queue";
import type { Graph } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";
import { describe, expect, it, onTestFinished } from "vitest";
import { failurePlaces } from "./failure-places.ts";
import { type SetAsideOptions, setAside } from "./set-aside.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const graph = readGraph(join(root, "infra/graph.json"));
const bucket = String(graph.links.Quarantine?.name);

function open() {
  const cloud = createLocalCloud({ graph, functions: {} });
  onTestFinished(() => cloud.stop());
  const look = (options: Partial<SetAsideOptions> = {}) =>
    setAside(cloud.context, graph, {
      ...{ quarantineBucket: bucket, lookingAgain: [], atRest: true, lost: new Map() },
      ...options,
    });
  return { context: cloud.context, look };
}

const queues = graph.resources.filter(({ type }) => type === "aws:sqs/queue:Queue");
const failureQueues = queues.filter(({ name }) => /DeadLetters|Undelivered/.test(name));

describe("what is set aside", () => {
  it.each(failureQueues.map(({ name, outputs }) => [name, String(outputs.arn)]))(
    "counts what lies in %s",
    (name, queueArn) => {
      const { context, look } = open();
      expect(look()).toEqual([]);
      for (let number = 0; number < 3; number++) sendToQueue(context, { queueArn, body: "{}" });
      expect(look()).toEqual([
        { count: 3, what: expect.stringMatching(new RegExp(`(letters|undelivered) .* in ${name}$`)) },
      ]);
    },
  );

  it("counts quarantined records by service, and batches that a stream gave up", () => {
    const { context, look } = open();
    for (const Key of ["fhir-sync/2026-01-01/a.json", "fhir-sync/2026-01-02/b.json", "aws/lambda/u/shard/2026/x"])
      context.call("s3", "PutObject", { Bucket: bucket, Key, Body: "{}" });
    expect(look()).toEqual([
      { count: 1, what: "set aside by aws/lambda in QuarantineBucket" },
      { count: 2, what: "set aside by fhir-sync in QuarantineBucket" },
    ]);
  });

  it("counts what waits for any consumer if the cloud is not at rest, except looks that may wait", () => {
    const { context, look } = open();
    const [first, second] = queueReaders(graph);
    // Nothing runs the functions here, so messages stay.
    for (const { arn } of [first, second] as { arn: string }[]) sendToQueue(context, { queueArn: arn, body: "{}" });
    expect(look()).toEqual([]);
    expect(look({ atRest: false, lookingAgain: [second?.url ?? ""] })).toEqual([
      { count: 1, what: `still waiting for ${first?.reader} in ${first?.queue}` },
    ]);
  });

  it("names the losses of this run", () => {
    const { look } = open();
    expect(look({ lost: new Map([["past their retention in work", 2]]) })).toEqual([
      { count: 2, what: "past their retention in work" },
    ]);
  });
});

describe("the failure places of a graph", () => {
  const queue = (name: string, inputs: object = {}) => ({
    ...{ type: "aws:sqs/queue:Queue", name, id: name, inputs, outputs: { arn: `arn:aws:sqs:r:a:${name}` } },
  });
  const of = (...resources: object[]) =>
    failurePlaces({ resources } as unknown as Graph).map(({ name, from, what }) => `${what} of ${from} in ${name}`);
  const arn = "arn:aws:sqs:r:a:Failed";

  it.each([
    [
      "a pipe",
      "aws:pipes/pipe:Pipe",
      { sourceParameters: { dynamodbStreamParameters: { deadLetterConfig: { arn } } } },
    ],
    ["a function", "aws:lambda/function:Function", { deadLetterConfig: { targetArn: arn } }],
    [
      "asynchronous calls",
      "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      { destinationConfig: { onFailure: { destination: arn } } },
    ],
    [
      "a stream's mapping",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      { destinationConfig: { onFailure: { destinationArn: arn } } },
    ],
  ])("are those of %s", (_, type, inputs) => {
    expect(of(queue("Failed"), { type, name: "Sender", id: "s", inputs, outputs: {} })).toEqual([
      "given up of Sender in Failed",
    ]);
  });

  it("are found from redrive policies of queues, and from the queues that rules could not deliver to", () => {
    const work = queue("Work", { redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 }) });
    const target = {
      ...{ type: "aws:cloudwatch/eventTarget:EventTarget", name: "T", id: "t", outputs: {} },
      inputs: { arn: "arn:aws:sqs:r:a:Work", deadLetterConfig: { arn } },
    };
    expect(of(queue("Failed"), work, target)).toEqual([
      "dead letters of Work in Failed",
      "undelivered of Work in Failed",
    ]);
  });
});
