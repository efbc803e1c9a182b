import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RunnableFunction } from "./function-runtime.ts";
import type { ToldOutcome } from "./worker-messages.ts";
import { workerThreads } from "./worker-threads.ts";

const channel = `import { channel } from "node:diagnostics_channel";`;

function open() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tributary-reload-")));
  const told: ToldOutcome[] = [];
  const logged: string[] = [];
  const limit = { loadTime: 60_000 };
  const write = (name: string, text: string) => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const runtime = workerThreads({
    ...{ root, endpoint: () => "", region: "eu-west-1", grace: 0 },
    get loadTime() {
      return limit.loadTime;
    },
    onLog: (_name, text) => void logged.push(text),
    onOutcome: (_name, outcome) => void told.push(outcome),
  });
  onTestFinished(async () => {
    await runtime.stop();
    rmSync(root, { recursive: true });
  });
  const fn = (Handler: string, concurrency = 1): RunnableFunction => ({
    ...{ FunctionName: Handler.replace(".", "-"), FunctionArn: "arn", Handler, Timeout: 30, MemorySize: 256 },
    ...{ RevisionId: "1", environment: {}, concurrency },
  });
  const invoke = async (Handler: string, more: Partial<RunnableFunction> = {}) => {
    const { payload, place } = await runtime.invoke({ ...fn(Handler), ...more }, "{}", { requestId: "r" });
    return { value: JSON.parse(payload), place };
  };
  const reload = async (...files: string[]) => (await runtime.reload?.(new Set(files))) ?? [];
  return { root, write, invoke, reload, told, limit, logged };
}

describe("a handler that is ended from outside", () => {
  it("is named by its place when it never ends", async () => {
    const { write, invoke } = open();
    write("one.ts", "let calls = 0;\nexport async function handle() { for (;;); }");
    const ended = await invoke("one.handle", { Timeout: 0.3 });
    expect([ended.value.errorType, ended.place]).toEqual(["Sandbox.Timedout", "one.ts:2:23"]);
  });

  it("is named when it leaves, and when it is no function", async () => {
    const { write, invoke } = open();
    write("one.ts", "export const leave = () => process.exit(3);\nexport const no = 3;");
    expect([(await invoke("one.leave")).place, (await invoke("one.no")).place]).toEqual(["one.ts:1:14", "one.ts:2:14"]);
    expect((await invoke("one.none")).place).toBe("one.ts");
  });
});

describe("reloading functions", () => {
  it("runs the new source of the functions that loaded the file, and leaves the others alone", async () => {
    const { write, invoke, reload } = open();
    const value = write("value.ts", "export const value: number = 1;");
    write("one.ts", `import { value } from "./value.ts"; export const handle = () => value;`);
    write("other.ts", "let calls = 0; export const handle = () => ++calls;");
    expect([(await invoke("one.handle")).value, (await invoke("other.handle")).value]).toEqual([1, 1]);
    write("value.ts", "export const value: number = 2;");
    expect(await reload(value)).toEqual([{ functionName: "one-handle" }]);
    expect([(await invoke("one.handle")).value, (await invoke("other.handle")).value]).toEqual([2, 2]);
  });

  it("keeps the last source that loaded when the folder of one is gone, and names what is missing", async () => {
    const { root, write, invoke, reload } = open();
    mkdirSync(join(root, "billing"));
    write("billing/one.ts", "export const handle = () => 'first';");
    await invoke("billing/one.handle");
    rmSync(join(root, "billing"), { recursive: true });
    expect(await reload(join(root, "bill"))).toEqual([]);
    expect((await reload(join(root, "billing")))[0]?.problem?.errorType).toBe("Runtime.ImportModuleError");
    expect((await invoke("billing/one.handle")).value).toBe("first");
    mkdirSync(join(root, "billing"));
    const file = write("billing/one.ts", "export const handle = () => 'back';");
    expect(await reload(file)).toMatchObject([{ functionName: "billing/one-handle" }]);
    expect((await invoke("billing/one.handle")).value).toBe("back");
  });

  it("keeps the last source that loaded when the next one never does", async () => {
    const { write, invoke, reload, limit } = open();
    const file = write("one.ts", "export const handle = () => 'first';");
    await invoke("one.handle");
    write("one.ts", "for (;;);");
    limit.loadTime = 500;
    const message = expect.stringContaining("did not load within 0.5 s");
    expect((await reload(file))[0]?.problem).toMatchObject({ message, place: "one.ts" });
    expect((await invoke("one.handle")).value).toBe("first");
    write("one.ts", "export const handle = () => 'mended';");
    limit.loadTime = 60_000;
    expect(await reload(file)).toEqual([{ functionName: "one-handle" }]);
    expect((await invoke("one.handle")).value).toBe("mended");
  });

  it("runs a mended source at once, though the one that it started with did not load and has ended", async () => {
    const { write, invoke, reload } = open();
    const file = write("one.ts", "throw new TypeError('Secretname');");
    for (let time = 0; time < 2; time++) expect((await invoke("one.handle")).value.errorType).toBe("TypeError");
    write("one.ts", "export const handle = () => 'mended';");
    expect(await reload(file)).toEqual([{ functionName: "one-handle" }]);
    expect((await invoke("one.handle")).value).toBe("mended");
  });

  it("takes a save while a function still loads, as it may have read the file before", async () => {
    const { write, invoke, reload, logged } = open();
    const file = write("one.ts", "console.log('loading'); await new Promise(() => {});");
    const waiting = invoke("one.handle").catch(() => "stopped");
    await expect.poll(() => logged, { timeout: 60_000 }).toEqual(["loading\n"]);
    write("one.ts", "export const handle = () => 'mended';");
    expect(await reload(file)).toEqual([{ functionName: "one-handle" }]);
    expect((await invoke("one.handle")).value).toBe("mended");
    void waiting;
  });

  it.each([
    ["a syntax error", "export const handle = () => {\n  const = 2;\n};", "SyntaxError", /:2(:|$)/],
    ["an import that is not there", `import { none } from "./none.ts";\nexport const handle = none;`, "Error", /^$/],
    ["what it throws", "export const a = 1;\nthrow new TypeError('Secretname');", "TypeError", /one\.ts:2:7$/],
  ])("keeps the last source that loaded through %s, and takes the next one", async (_, broken, type, place) => {
    const { write, invoke, reload } = open();
    const file = write("one.ts", "let calls = 0; export const handle = () => ++calls;");
    await invoke("one.handle");
    write("one.ts", broken);
    const [reloaded] = await reload(file);
    expect(reloaded?.problem?.errorType).toContain(type);
    expect(reloaded?.problem?.place ?? "").toMatch(place);
    expect(JSON.stringify(reloaded)).not.toContain("Secretname");
    expect((await invoke("one.handle")).value).toBe(2);
    write("one.ts", "export const handle = () => 'mended';");
    expect(await reload(file)).toEqual([{ functionName: "one-handle" }]);
    expect((await invoke("one.handle")).value).toBe("mended");
  });

  it("says where in the function's own source an error was thrown, whatever its message imitates", async () => {
    const { write, invoke } = open();
    write(
      "store.ts",
      "export function read(): never {\n  throw new TypeError('no\\n    at x (/etc/secretname.ts:1:1)');\n}",
    );
    write("one.ts", `import { read } from "./store.ts";\nexport const handle = () => read();`);
    expect((await invoke("one.handle")).place).toBe("store.ts:2:9");
  });

  it("finds the function's own line under what a client calls in turn", async () => {
    const { root, write, invoke } = open();
    mkdirSync(join(root, "node_modules/client"), { recursive: true });
    write("node_modules/client/package.json", '{ "name": "client", "type": "module", "exports": "./index.js" }');
    write(
      "node_modules/client/index.js",
      "export async function send(left) {\n  if (left === 0) { await null; throw new RangeError('no'); }\n  await send(left - 1);\n}",
    );
    write("one.ts", 'import { send } from "client";\nexport async function handle() {\n  await send(20);\n}');
    expect((await invoke("one.handle")).place).toBe("one.ts:3:3");
  });

  it("tells what became of messages, of an error only its kind and place", async () => {
    const { write, invoke, told } = open();
    write(
      "one.ts",
      `${channel}
export const handle = () => {
  const outcomes = channel("tributary:message-outcome");
  outcomes.publish({ outcome: "failed", messageId: "m1", error: new RangeError("Secretname") });
  outcomes.publish({ outcome: "quarantined", messageId: "m2", violations: [{ pointer: "/a", keyword: "type" }] });
  outcomes.publish({ outcome: "stale", messageId: "m3" });
};`,
    );
    await invoke("one.handle");
    expect(told).toEqual([
      { outcome: "failed", messageId: "m1", error: "RangeError", place: "one.ts:4:65" },
      { outcome: "quarantined", messageId: "m2", violations: [{ pointer: "/a", keyword: "type" }] },
      { outcome: "stale", messageId: "m3" },
    ]);
  });
});
