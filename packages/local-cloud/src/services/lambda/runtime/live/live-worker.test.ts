import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createChannels } from "../../../appsync/channels/channels.ts";
import { NobodyListens, type RunnableFunction, RuntimeStopped } from "../function-runtime.ts";
import { workerThreads } from "../worker-threads.ts";
import { LIVE, sstDev, type Taken } from "./sst-dev-fixture.ts";

const fn = (more: Partial<RunnableFunction> = {}): RunnableFunction => ({
  ...{
    FunctionName: "demo-me-Consumer",
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:demo-me-Consumer",
  },
  ...{ Handler: "consumer.handle", Timeout: 30, MemorySize: 256, RevisionId: "1", concurrency: 1 },
  environment: { ...LIVE, WARD: "icu" },
  ...more,
});

function open() {
  const root = mkdtempSync(join(tmpdir(), "tributary-live-"));
  const channels = createChannels();
  const runtime = workerThreads({
    root,
    channels,
    endpoint: () => "http://localhost:4566",
    region: "us-east-1",
    grace: 0,
  });
  onTestFinished(async () => {
    await runtime.stop();
    rmSync(root, { recursive: true });
  });
  const invoke = async (event: unknown = {}, more: Partial<RunnableFunction> = {}, requestId = "r-1") => {
    const result = await runtime.invoke(fn(more), JSON.stringify(event), { requestId });
    return { ...result, value: JSON.parse(result.payload) };
  };
  const dev = (onTaken: (taken: Taken) => void, options = {}) => sstDev(channels, onTaken, options);
  return { root, channels, runtime, invoke, dev };
}

it("runs an event on the developer's machine, with the function's own environment", async () => {
  const { invoke, dev } = open();
  const taken: Taken[] = [];
  const { introduced } = dev(one => {
    taken.push(one);
    one.answer({ got: one.event });
  });
  expect(await invoke({ n: "ä\r\n\r\n" })).toMatchObject({ value: { got: { n: "ä\r\n\r\n" } } });
  expect(taken[0]?.requestId).toBe("r-1");
  expect(taken[0]?.headers.get("lambda-runtime-invoked-function-arn")).toBe(fn().FunctionArn);
  expect(Number(taken[0]?.headers.get("lambda-runtime-deadline-ms"))).toBeGreaterThan(Date.now());
  const [init] = introduced.values();
  expect(init?.functionID).toBe("Consumer");
  expect(init?.environment).toEqual(
    expect.arrayContaining(["WARD=icu", "AWS_ENDPOINT_URL=http://localhost:4566", "AWS_REGION=us-east-1"]),
  );
  expect(init?.environment.filter(variable => /^(PATH|LAMBDA_TASK_ROOT|_HANDLER)=/.test(variable))).toEqual([]);
});

it("introduces a worker once, and again to an `sst dev` that came later", async () => {
  const { invoke, dev } = open();
  const first = dev(one => one.answer(1));
  for (let time = 0; time < 2; time++) await invoke();
  expect(first.messages.map(({ type }) => type)).toEqual([0, 2, 2]);
  first.end();
  const second = dev(one => one.answer(2));
  expect((await invoke()).value).toBe(2);
  expect(second.messages.map(({ type }) => type)).toEqual([2, 0]);
});

it("carries events and answers that are larger than one event of AppSync", async () => {
  const { invoke, dev } = open();
  const large = "é".repeat(300_000);
  dev(one => one.answer((one.event as string[]).concat(large)));
  expect((await invoke([large])).value).toEqual([large, large]);
});

it("gives the error with the user's stack, and the place in the user's sources", async () => {
  const { root, invoke, dev } = open();
  writeFileSync(join(root, "consumer.ts"), "");
  const trace = [
    "TypeError: no\n    at quoted (/etc/hosts:1:1)",
    `    at imported (${root}/node_modules/a/index.js:1:2)`,
    `    at handle (${root}/consumer.ts:12:9)`,
  ];
  dev(one =>
    one.fail({
      errorType: "TypeError",
      errorMessage: "no\n    at quoted (/etc/hosts:1:1)",
      trace: trace.join("\n").split("\n"),
    }),
  );
  expect(await invoke()).toMatchObject({
    ...{ functionError: "Unhandled", place: "consumer.ts:12:9" },
    value: { errorType: "TypeError", trace: expect.arrayContaining([trace[2]]) },
  });
});

it("ends at the function's timeout, and takes the next invocation with a new worker", async () => {
  const { invoke, dev } = open();
  const workers: string[] = [];
  dev(({ worker, event, answer }) => {
    workers.push(worker);
    if (event !== "slow") answer("done");
  });
  expect((await invoke("slow", { Timeout: 0.05 })).value.errorType).toBe("Sandbox.Timedout");
  expect((await invoke("next")).value).toBe("done");
  expect(new Set(workers).size).toBe(2);
});

it("gives up what nobody takes, and what runs as `sst dev` ends, to be repeated", async () => {
  const { invoke, dev, runtime } = open();
  await expect(invoke()).rejects.toBeInstanceOf(NobodyListens);
  expect(runtime.servedSince?.(fn())).toBeUndefined();
  const running = dev(() => running.end());
  await expect(invoke()).rejects.toBeInstanceOf(NobodyListens);
  dev(one => one.answer("back"));
  expect(runtime.servedSince?.(fn())).toEqual(expect.any(Number));
  expect((await invoke()).value).toBe("back");
});

it("lets the invocations above the cap wait, one at a time a worker", async () => {
  const { invoke, dev } = open();
  const taken: Taken[] = [];
  dev(one => void taken.push(one));
  const both = [invoke("a", {}, "r-1"), invoke("b", {}, "r-2")];
  await expect.poll(() => taken.length).toBe(1);
  taken[0]?.answer("first");
  await expect.poll(() => taken.length).toBe(2);
  taken[1]?.answer("second");
  expect((await Promise.all(both)).map(({ value }) => value)).toEqual(["first", "second"]);
});

it("gives up what runs when the cloud stops", async () => {
  const { invoke, dev, runtime } = open();
  const taken = Promise.withResolvers<void>();
  dev(() => taken.resolve());
  const cut = expect(invoke()).rejects.toBeInstanceOf(RuntimeStopped);
  await taken.promise;
  await runtime.stop();
  await cut;
});
