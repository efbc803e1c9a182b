import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as behaviours from "./behaviours-fixture.ts";
import type { FunctionRuntime, RunnableFunction } from "./function-runtime.ts";
import { inProcessFunctions, type LocalFunction } from "./in-process-functions.ts";
import { workerThreads } from "./worker-threads.ts";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const written: string[] = [];

const adapters: Record<string, () => FunctionRuntime> = {
  "worker threads": () =>
    workerThreads({
      root: ROOT,
      endpoint: () => "http://127.0.0.1:4566",
      region: "eu-west-1",
      grace: 50,
      onLog: (name, text) => written.push(`${name}: ${text}`),
    }),
  "functions in process": () => inProcessFunctions(behaviours as unknown as Record<string, LocalFunction>),
};

const fn = (name: string, more: Partial<RunnableFunction> = {}): RunnableFunction => ({
  FunctionName: name,
  FunctionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
  Handler: `behaviours-fixture.${name}`,
  Timeout: 30,
  MemorySize: 256,
  RevisionId: "1",
  environment: {},
  concurrency: undefined,
  ...more,
});

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;

for (const [adapter, make] of Object.entries(adapters))
  describe(`a function runtime: ${adapter}`, () => {
    let runtime: FunctionRuntime;
    beforeAll(() => {
      runtime = make();
    });
    afterAll(() => runtime.stop());

    const invoke = async (name: string, event: unknown = {}, more: Partial<RunnableFunction> = {}) => {
      const result = await runtime.invoke(fn(name, more), JSON.stringify(event), { requestId: "request-1" });
      return { ...result, value: JSON.parse(result.payload) };
    };

    it("passes the event to the handler and returns its result", async () => {
      const { value, functionError } = await invoke("echo", { a: [1, "two", null] });
      expect(value).toEqual({ echoed: { a: [1, "two", null] } });
      expect(functionError).toBeUndefined();
    });

    it("answers null for a handler that returns nothing", async () => {
      expect((await invoke("nothing")).payload).toBe("null");
    });

    it("answers an error that is thrown with its type, message and trace", async () => {
      const { value, functionError } = await invoke("fail");
      expect(functionError).toBe("Unhandled");
      expect(value).toMatchObject({ errorType: "TypeError", errorMessage: "It cannot be done." });
      expect(value.trace[0]).toBe("TypeError: It cannot be done.");
    });

    it("fails on an answer that is not JSON", async () => {
      const { value, functionError } = await invoke("circular");
      expect(functionError).toBe("Unhandled");
      expect(value.errorMessage).toBe("Unable to stringify response body");
    });

    it("fails an answer above the payload limit", async () => {
      expect((await invoke("large")).value.errorType).toBe("Function.ResponseSizeTooLarge");
    });

    it("gives the handler its context", async () => {
      const { value } = await invoke("tellContext");
      expect(value).toMatchObject({
        functionName: "tellContext",
        functionVersion: "$LATEST",
        invokedFunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:tellContext",
        memoryLimitInMB: "256",
        awsRequestId: "request-1",
        logGroupName: "/aws/lambda/tellContext",
        inTime: true,
      });
    });

    it("ends a handler at its timeout, and runs the function again afterwards", async () => {
      const { value, functionError } = await invoke("hang", {}, { Timeout: 0.05 });
      expect(functionError).toBe("Unhandled");
      expect(value.errorMessage).toBe("RequestId: request-1 Error: Task timed out after 0.05 seconds");
      expect((await invoke("echo", 1)).value).toEqual({ echoed: 1 });
    });

    it("keeps a function's module from one invocation to the next", async () => {
      const first = (await invoke("count", {}, { concurrency: 1 })).value;
      expect((await invoke("count", {}, { concurrency: 1 })).value).toBe(first + 1);
    });

    it("answers a handler that does not exist as an error", async () => {
      expect((await invoke("nowhere")).value.errorType).toBe("Runtime.HandlerNotFound");
    });

    it("abandons running work when it stops, and accepts nothing more", async () => {
      const other = make();
      const hanging = other.invoke(fn("hang"), "{}", { requestId: "r" });
      await Promise.all([
        expect(hanging).rejects.toMatchObject({ name: "RuntimeStopped" }),
        other.invoke(fn("echo"), "1", { requestId: "r" }).then(() => other.stop()),
      ]);
      await expect(other.invoke(fn("echo"), "1", { requestId: "r" })).rejects.toMatchObject({ name: "RuntimeStopped" });
    });
  });

describe("worker threads", () => {
  let runtime: FunctionRuntime;
  beforeAll(() => {
    runtime = adapters["worker threads"]!();
  });
  afterAll(() => runtime.stop());
  const invoke = async (name: string, event: unknown = {}, more: Partial<RunnableFunction> = {}) => {
    const result = await runtime.invoke(fn(name, more), JSON.stringify(event), { requestId: "request-1" });
    return { ...result, value: JSON.parse(result.payload) };
  };

  it("have an environment of their own, as Lambda sets it", async () => {
    process.env.OF_THE_PARENT = "yes";
    const { value } = await invoke("environment", {}, { environment: { SST_RESOURCE_App: '{"name":"tributary"}' } });
    expect(value).toMatchObject({
      SST_RESOURCE_App: '{"name":"tributary"}',
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_ACCESS_KEY_ID: "LOCALenvironment",
      AWS_LAMBDA_FUNCTION_NAME: "environment",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      _HANDLER: "behaviours-fixture.environment",
    });
    expect(value.OF_THE_PARENT).toBeUndefined();
  });

  it("store a function's output, and pass it on", async () => {
    const { logs } = await invoke("environment");
    expect(logs).toBe("written by the function\n");
    expect(written).toContain("environment: written by the function\n");
  });

  it("answer the end of the process as an error, with the last words, and start anew", async () => {
    const { value, logs } = await invoke("leave");
    expect(value).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: request-1 Error: Runtime exited with error: exit status 3",
    });
    expect(logs).toBe("last words\n");
    expect((await invoke("leaveOnce", { leave: true })).value.errorType).toBe("Runtime.ExitError");
    expect((await invoke("leaveOnce", { leave: false })).value).toBe("stayed");
  });

  it("load ahead after the first has loaded, and keep what it has compiled for the others", async () => {
    const compileCache = mkdtempSync(join(tmpdir(), "compile-cache-"));
    const steps: string[] = [];
    let cachedBefore = 0;
    const both = Promise.withResolvers<void>();
    const onLog = (name: string, text: string) => {
      steps.push(`${name} ${text.trim()}`);
      if (steps.length === 3) cachedBefore = filesIn(compileCache);
      if (steps.length === 4) both.resolve();
    };
    const other = workerThreads({ root: ROOT, endpoint: () => "", region: "eu-west-1", compileCache, onLog });
    for (const name of ["one", "two"]) other.prewarm?.(fn(name, { Handler: "slow-start-fixture.start" }));
    await both.promise;
    await other.stop();
    rmSync(compileCache, { recursive: true });
    expect(steps).toEqual(["one begins", "one has loaded", "two begins", "two has loaded"]);
    expect(cachedBefore).toBeGreaterThan(0);
  });

  it("let what runs finish when they stop", async () => {
    const other = workerThreads({ root: ROOT, endpoint: () => "", region: "eu-west-1" });
    const running = other.invoke(fn("echo"), "1", { requestId: "r" });
    await other.stop();
    expect((await running).payload).toBe('{"echoed":1}');
  });

  it("end a handler that takes more memory than its function has", async () => {
    const { value } = await invoke("hoard", {}, { MemorySize: 64 });
    expect(value.errorMessage).toBe("RequestId: request-1 Error: Runtime exited with error: signal: killed");
  });

  it("end a handler that never yields", async () => {
    expect((await invoke("spin", {}, { Timeout: 0.5 })).value.errorType).toBe("Sandbox.Timedout");
  });

  it("answer an error outside of the handler's promise", async () => {
    expect((await invoke("strayError")).value).toMatchObject({
      errorType: "RangeError",
      errorMessage: "Out of nowhere.",
    });
    expect((await invoke("echo", 2)).value).toEqual({ echoed: 2 });
  });

  it("name a module that is missing", async () => {
    const { value } = await invoke("echo", {}, { FunctionName: "lost", Handler: "lost.echo" });
    expect(value.errorType).toBe("Runtime.ImportModuleError");
    expect(value.errorMessage).toContain("lost");
  });

  it("run a function at most so often at once as its concurrency allows", async () => {
    const values = await Promise.all(
      [1, 2, 3, 4].map(() => invoke("count", {}, { FunctionName: "one", concurrency: 1 })),
    );
    expect(values.map(({ value }) => value)).toEqual([1, 2, 3, 4]);
  });

  it("take a changed configuration with the next invocation", async () => {
    const before = await invoke("environment", {}, { FunctionName: "changing", environment: { STAGE: "one" } });
    const after = await invoke(
      "environment",
      {},
      { FunctionName: "changing", environment: { STAGE: "two" }, RevisionId: "2" },
    );
    expect([before.value.STAGE, after.value.STAGE]).toEqual(["one", "two"]);
  });
});
