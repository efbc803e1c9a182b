import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreatePipeCommand, PipesClient } from "@aws-sdk/client-pipes";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { inProcess } from "../../drivers/in-process.ts";
import { pipesService } from "../pipes/service.ts";
import { countMessages } from "../sqs/queue.ts";
import { createConsumer, createQueue, createStream, idsOf, map, put, start } from "./mapped-cloud-fixture.ts";
import type { LocalFunction } from "./runtime/in-process-functions.ts";

const DEATHS = 15;
const DEAD = "arn:aws:sqs:us-east-1:000000000000:dead";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const folder = () => folders[folders.push(mkdtempSync(join(tmpdir(), "deaths-"))) - 1] ?? "";

/** In hand for ever. */
const hold: LocalFunction = () => new Promise(() => {});

/** A cloud whose process can die: what lies in its folder at that moment is all that the next one has. */
function open(handler = hold, storage = folder()) {
  return {
    ...start(handler, { storage, more: [pipesService] }),
    dies(next = hold) {
      const left = folder();
      cpSync(storage, left, { recursive: true });
      return open(next, left);
    },
  };
}

/** Lets clouds die with something in the function's hand, then one live. `again`: when it is in hand after a death. */
async function dieAgainAndAgain(first: ReturnType<typeof open>, again: number) {
  let living = first;
  const seen: unknown[] = [];
  for (let death = 0; death < DEATHS; death++) {
    await living.clock.advance(death === 0 ? 100 : again); // Less than 3 s in hand, the function's timeout.
    expect(living.activities.filter(({ kind }) => kind === "lambda:invoked")).toHaveLength(1);
    living = living.dies(death === DEATHS - 1 ? event => void seen.push(event) : hold);
  }
  await living.clock.advance(3_600_000);
  const dead = countMessages(living.cloud.context, DEAD).visible;
  return { seen, dead, retried: living.activities.filter(({ kind }) => kind.endsWith(":retried")) };
}

/** A consumer, a queue of work whose messages die at the fourth receipt, and a queue of the dead. */
async function prepare(handler = hold) {
  const first = open(handler);
  await createConsumer(first);
  await createQueue(first, "dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD, maxReceiveCount: 3 });
  const [url, work] = await createQueue(first, "work", { RedrivePolicy, VisibilityTimeout: "30" });
  const send = () => first.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "healthy" }));
  return { first, url, work, send };
}

const received = { body: "healthy", attributes: { ApproximateReceiveCount: "1" } };

describe("a message held when the cloud died was not received", () => {
  it("by an event source mapping of a queue", async () => {
    const { first, work, send } = await prepare();
    await map(first, { EventSourceArn: work });
    await send();
    const { seen, ...rest } = await dieAgainAndAgain(first, 3_100);
    expect(seen).toMatchObject([{ Records: [received] }]);
    expect(rest).toEqual({ dead: 0, retried: [] });
  });

  it("by a pipe from a queue", async () => {
    const { first, work, send } = await prepare();
    const config = { region: "us-east-1", endpoint: "http://local", requestHandler: inProcess(first.cloud) };
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const Target = "arn:aws:lambda:us-east-1:000000000000:function:consumer";
    const pipe = { Name: "pipe", RoleArn: "arn:aws:iam::000000000000:role/pipe", Source: work, Target };
    await new PipesClient({ ...config, credentials }).send(new CreatePipeCommand(pipe));
    await send();
    const { seen, ...rest } = await dieAgainAndAgain(first, 10_100);
    expect(seen).toMatchObject([[received]]);
    expect(rest).toEqual({ dead: 0, retried: [] });
  });

  it("and does not count as an attempt of a stream's batch", async () => {
    const { first } = await prepare();
    await map(first, {
      EventSourceArn: await createStream(first),
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: DEAD } },
    });
    await put(first, ["a"]);
    const { seen, ...rest } = await dieAgainAndAgain(first, 100);
    expect(seen.map(idsOf)).toEqual([["a"]]);
    expect(rest).toEqual({ dead: 0, retried: [] });
  });

  it("and does not count as an attempt of an asynchronous invocation", async () => {
    const { first } = await prepare();
    const DestinationConfig = { OnFailure: { Destination: DEAD } };
    const config = { FunctionName: "consumer", MaximumRetryAttempts: 1, DestinationConfig };
    await first.lambda.send(new PutFunctionEventInvokeConfigCommand(config));
    const Payload = Buffer.from('{"healthy":true}');
    await first.lambda.send(new InvokeCommand({ FunctionName: "consumer", InvocationType: "Event", Payload }));
    const { seen, ...rest } = await dieAgainAndAgain(first, 100);
    expect(seen).toEqual([{ healthy: true }]);
    expect(rest).toEqual({ dead: 0, retried: [] });
  });
});

describe("unchanged by a death", () => {
  it("is a receipt by a client, which counts as on AWS", async () => {
    let { first: living, url: QueueUrl, send } = await prepare();
    await send();
    for (let death = 0; death < 3; death++) {
      await living.clock.advance(31_000 * death);
      expect((await living.sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toHaveLength(1);
      living = living.dies();
    }
    await living.clock.advance(100_000);
    expect((await living.sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBe(undefined);
    expect(countMessages(living.cloud.context, DEAD).visible).toBe(1);
  });

  it("is a failure that a function has answered", async () => {
    const { first, work, send } = await prepare(() => {
      throw new Error("Cannot.");
    });
    await map(first, { EventSourceArn: work });
    await send();
    await first.clock.advance(70_000); // Failed three times; the visibility timeout is 30 s.
    const second = first.dies();
    await second.clock.advance(100_000);
    expect(countMessages(second.cloud.context, DEAD).visible).toBe(1);
    expect(second.activities.some(({ kind }) => kind === "lambda:invoked")).toBe(false);
  });
});

it("reports redelivered messages and stream records as retried", async () => {
  let calls = 0;
  const { first, work, send } = await prepare(() => {
    if (++calls % 3 !== 0) throw new Error("Cannot."); // Each fails twice.
  });
  const retries = () => first.activities.filter(({ kind }) => kind === "mapping:retried").map(({ count }) => count);
  await map(first, { EventSourceArn: work });
  await send();
  await first.clock.advance(100_000);
  expect(retries()).toEqual([1, 1]);
  await map(first, { EventSourceArn: await createStream(first), StartingPosition: "TRIM_HORIZON" });
  await put(first, ["a"]);
  await first.clock.advance(100_000);
  expect(retries()).toEqual([1, 1, 1, 1]);
});
