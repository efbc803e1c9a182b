import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handlerSource, order, orderSchema, writeOrders } from "../dev/orders-fixture.ts";

const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-dev-")));
const running = new Set<ChildProcess>();
const PATIENCE = { timeout: 30_000 };

/** Runs the binary as a user does. */
function tributary(args: readonly string[], input?: string, cwd = folder) {
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(process.execPath, [binary, ...args], { cwd, env, stdio: "pipe" });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  child.stdin.end(input);
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return { code: code as number, ...said };
  });
  return { child, said, ended };
}

const send = (...args: string[]) => tributary(["send", ...args]).ended;

let dev: ReturnType<typeof tributary>;
let write: (path: string, text: string) => void;
let heard = 0;
/** Waits until dev has said something in this test. */
async function says(text: string | RegExp): Promise<void> {
  await expect.poll(() => dev.said.err.slice(heard), PATIENCE).toMatch(text);
}
const handler = (body: string) => write("apps/billing/handler.ts", handlerSource(body));

/** Saves the contract, with its example beside it. */
function contract(total: object, value: unknown): void {
  write("contracts/schemas/order-placed.v1.schema.json", orderSchema(total));
  write("contracts/examples/order-placed.v1/valid/created.json", JSON.stringify(order({ total: value }), undefined, 2));
}

beforeAll(() => {
  ({ write } = writeOrders(folder));
  dev = tributary(["dev", "--port", "0", "--inspect", "0"]);
});
beforeEach(() => {
  heard = dev.said.err.length;
});
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("tributary dev", () => {
  it("starts from the committed graph, says so, and generates what is missing", async () => {
    heard = 0;
    await says("Started from infra/graph.json");
    expect(dev.said.err).toContain("shop, stage local, runs on http://127.0.0.1:");
    expect(existsSync(join(folder, "contracts/generated/order-placed.v1.js"))).toBe(true);
  });

  it("delivers an example that is sent, and counts it by its contract", async () => {
    const { code, out, err } = await send("OrderPlaced", "--example", "created", "--wait");
    expect([code, out]).toEqual([0, expect.stringMatching(/^OrderPlaced\.v1 [0-9a-f]{32}\nBilling: applied\n$/)]);
    expect(err).toContain("with a fresh eventId, times and sequence; --as-is keeps them");
    await says("Billing | billed 3");
    await says(
      /OrderPlaced\.v1: published 1 → delivered 1 → applied 1 · stale 0 · duplicates 0 · quarantined 0 · dead letters 0 · lag p50 \d/,
    );
  });

  it("refuses a second one on the same storage", async () => {
    const { code, err } = await tributary(["dev", "--port", "0"]).ended;
    expect([code, err]).toEqual([2, expect.stringMatching(/dev is in use by process \d+: stop it, or choose another/)]);
  });

  it.each([
    [["--stage", "a/b"], 'the stage "a/b" is invalid'],
    [["--port", "none"], "Give a whole number from 0 to 65535"],
    [["--config", "none.ts"], "cannot use none.ts: no such file"],
    [["--storage", "package.json"], "package.json"],
  ])("refuses %j and says why", async (args, message) => {
    const { code, err } = await tributary(["dev", "--port", "0", ...args]).ended;
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(err).not.toContain("defect");
  });

  it("runs the new source of a handler with the next delivery after its save", async () => {
    handler("console.log('billed anew', event.data.total);");
    await says(/Reloaded Billing, \d.* after the save/);
    expect((await send("OrderPlaced", "--wait")).code).toBe(0);
    await says("billed anew 3");
  });

  it("shows a syntax error by line and column, and keeps the last good source running", async () => {
    handler("const = 2;");
    await says(/apps\/billing\/handler\.ts:14:15 Expected [\s\S]*The last good source of Billing keeps running/);
    expect((await send("OrderPlaced", "--wait")).out).toContain("Billing: applied");
    await says("billed anew 3");
  });

  it("names the line at which a handler throws, without a value, and delivers again once its source is mended", async () => {
    handler("throw new TypeError('Secretname');");
    await says("Reloaded Billing");
    const sent = send("OrderPlaced", "--wait");
    await says(/Billing fails: TypeError at apps\/billing\/handler\.ts:14:15\./);
    handler("console.log('mended', event.data.total);");
    expect(await sent).toMatchObject({ code: 0, out: expect.stringContaining("Billing: applied") });
    await says("mended 3");
    expect(dev.said.err).not.toContain("Secretname");
  });

  it("sends with sequences that grow, above those of any stream, and says when a receiver had something newer", async () => {
    handler("console.log('sequence', event.metadata.sequence); return 'stale';");
    await says("Reloaded Billing");
    const [first, second] = [await send("OrderPlaced", "--wait"), await send("OrderPlaced", "--wait")];
    const said = expect.stringContaining("Billing: stale: not newer than what the receiver has\n");
    expect([first, second]).toEqual([
      expect.objectContaining({ code: 1, out: said }),
      expect.objectContaining({ out: said }),
    ]);
    await says(/stale 2 /);
    const [one = "", other = ""] = dev.said.err.slice(heard).match(/(?<=sequence )0{19}1\d{20}/g) ?? [];
    expect(other > one).toBe(true);
    expect(one > "100000000000000000000".padStart(40, "0")).toBe(true);
  });

  it("shows a message that fails to the last as a dead letter", async () => {
    handler("throw new TypeError('one');");
    await says("Reloaded Billing");
    const sent = send("OrderPlaced", "--wait");
    await says("Billing fails: TypeError");
    handler("throw new RangeError('two');");
    await says("Billing fails: RangeError");
    handler("throw new RangeError('three');");
    expect(await sent).toMatchObject({ code: 1, out: expect.stringContaining("Billing: dead letter") });
    await says(/dead letters 1/);
  });

  it("shows what a handler quarantines by pointer and keyword", async () => {
    handler(
      `throw new PermanentError("too much", [{ pointer: "/data/total", keyword: "maximum", message: "too much" }]);`,
    );
    await says("Reloaded Billing");
    const { code, out } = await send("OrderPlaced", "--wait");
    expect([code, out]).toEqual([1, expect.stringContaining("Billing: quarantined: /data/total (maximum)")]);
    await says("Billing quarantined a message of OrderPlaced.v1: /data/total (maximum)");
    await says(/quarantined 1 /);
  });

  it("judges by a contract as it was saved, in the sender and in the running consumer", async () => {
    handler("console.log('billed', event.data.total);");
    await says("Reloaded Billing");
    contract({ type: "string", maxLength: 9 }, "4");
    await says(/Generated \d+ modules?[\s\S]*Reloaded Billing/);
    write("former.json", JSON.stringify(order()));
    const { code, err } = await send("OrderPlaced", "former.json");
    expect([code, err]).toEqual([1, expect.stringMatching(/^former\.json:1:\d+ \/data\/total .+ \(type\)\n$/)]);
    expect((await send("OrderPlaced", "--wait")).out).toContain("Billing: applied");
    await says("billed 4");
  });

  it("shows an error in a contract by its place, and keeps what was generated", async () => {
    contract({ type: "integer" }, "not one");
    await says(/valid\/created\.json:\d+:\d+ \/data\/total [\s\S]*what was generated before stays/);
    contract({ type: "integer" }, 3);
    await says(/Generated \d+ modules?[\s\S]*Reloaded Billing/);
  });

  it("takes a storm of saves as one", async () => {
    const before = dev.said.err.split("Reloaded Billing").length;
    for (let n = 0; n < 50; n++) handler(`console.log('storm ${n}', event.data.total);`);
    await says("Reloaded Billing");
    expect((await send("OrderPlaced", "--wait")).out).toContain("Billing: applied");
    await says("storm 49 3");
    expect(dev.said.err.split("Reloaded Billing").length - before).toBeLessThan(5);
  });

  it("prints an inspector that stops at a breakpoint in a handler, however long", async () => {
    handler("console.log('before'); debugger; console.log('after', event.data.total);");
    await says("Reloaded Billing");
    const [, url = ""] = /inspector listens on (ws:\/\/127\.0\.0\.1:\S+?)\.?\s/.exec(dev.said.err) ?? [];
    const paused = await pausedAt(url, () => void send("OrderPlaced"));
    expect(paused).toMatch(/apps\/billing\/handler\.ts$/);
    await says(/after 3/);
  });

  it("ends within seconds of Ctrl-C, and takes its state file away", async () => {
    const at = performance.now();
    dev.child.kill("SIGINT");
    expect((await dev.ended).code).toBe(0);
    expect(performance.now() - at).toBeLessThan(5_000);
    expect(existsSync(join(folder, ".tributary/dev/dev.json"))).toBe(false);
  });
});

/** The file in which a worker pauses once something has been done, after which it goes on. */
async function pausedAt(url: string, act: () => void): Promise<string> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  let id = 0;
  const post = (method: string, params: object = {}) => socket.send(JSON.stringify({ id: ++id, method, params }));
  const inWorker = (sessionId: string, method: string) =>
    post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id: ++id, method }) });
  const { promise, resolve } = Promise.withResolvers<string>();
  const scripts = new Map<string, string>();
  let enabled = 0;
  socket.addEventListener("message", ({ data }) => {
    const { method, params } = JSON.parse(String(data));
    if (method === "NodeWorker.attachedToWorker") inWorker(params.sessionId, "Debugger.enable");
    if (method !== "NodeWorker.receivedMessageFromWorker") return;
    const message = JSON.parse(params.message);
    if (message.id !== undefined && enabled++ === 0) act();
    if (message.method === "Debugger.scriptParsed") scripts.set(message.params.scriptId, message.params.url);
    if (message.method !== "Debugger.paused") return;
    inWorker(params.sessionId, "Debugger.resume");
    resolve(scripts.get(message.params.callFrames[0].location.scriptId) ?? "");
  });
  post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  const file = await promise;
  socket.close();
  return file;
}

describe("tributary dev, before it runs", () => {
  it("says in one line that the port of the inspector is taken, and makes no storage", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const options = ["--port", "0", "--storage", "uninspected", "--inspect", String(port)];
    const { code, err } = await tributary(["dev", ...options]).ended;
    server.close();
    expect([code, err]).toEqual([2, `tributary: port ${port} is taken: choose another with --inspect <port>\n`]);
    expect(existsSync(join(folder, "uninspected"))).toBe(false);
  });

  it("ends with 0, and what installs SST with it, when it is told to before there is a graph", async () => {
    const root = join(folder, "uninstalled");
    for (const name of ["contracts", "node_modules/sst/bin"]) mkdirSync(join(root, name), { recursive: true });
    cpSync(join(folder, "contracts/asyncapi.yaml"), join(root, "contracts/asyncapi.yaml"));
    cpSync(join(folder, "contracts/schemas"), join(root, "contracts/schemas"), { recursive: true });
    cpSync(join(folder, "sst.config.ts"), join(root, "sst.config.ts"));
    writeFileSync(join(root, "package.json"), "{}");
    writeFileSync(join(root, "node_modules/sst/package.json"), '{ "name": "sst", "version": "3.0.0" }');
    const installer = `#!${process.execPath}\nprocess.getBuiltinModule("node:fs").writeFileSync("pid", process.pid + ";"); setInterval(() => {}, 1000);`;
    writeFileSync(join(root, "node_modules/sst/bin/sst.mjs"), installer, {
      mode: 0o755,
    });
    const { child, ended } = tributary(["dev", "--port", "0"], undefined, root);
    const pid = () => (existsSync(join(root, "pid")) ? readFileSync(join(root, "pid"), "utf8") : "");
    await expect.poll(pid, PATIENCE).toMatch(/;$/);
    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    const isAlive = () => {
      try {
        return process.kill(Number.parseInt(pid(), 10), 0);
      } catch {
        return false;
      }
    };
    await expect.poll(isAlive, PATIENCE).toBe(false);
    expect(existsSync(join(root, ".tributary"))).toBe(false);
  });
});

describe("tributary send", () => {
  it.each([
    [["OrderPlacd"], 2, "no event is called OrderPlacd. Did you mean OrderPlaced.v1?"],
    [["Nothing"], 2, "no event is called Nothing. There are OrderPlaced.v1."],
    [
      ["OrderPlaced", "--example", "creatd"],
      2,
      "has no example creatd in contracts/examples/order-placed.v1/valid. Did you mean created?",
    ],
    [["OrderPlaced", "none.json"], 2, "none.json: no such file"],
    [["OrderPlaced", "broken.json"], 2, "broken.json:1:"],
    [["OrderPlaced", "wrong.json"], 1, "/data/total"],
    [["OrderPlaced", "--example", "created", "wrong.json"], 2, "exclude each other"],
    [["OrderPlaced", "--wait", "soon"], 2, "Give a whole number of seconds"],
    [
      ["OrderPlaced", "--storage", "elsewhere"],
      2,
      "`npx tributary dev` does not run with the storage folder elsewhere: start it, or name another with",
    ],
    [["OrderPlaced", "--endpoint", "http://127.0.0.1:9"], 2, "`npx tributary dev` does not run at http://127.0.0.1:9"],
  ])("%j exits with %i and says why, without a value", async (args, status, message) => {
    writeFileSync(join(folder, "broken.json"), '{"data": Secretname}');
    writeFileSync(join(folder, "wrong.json"), JSON.stringify(order({ total: "Secretname", Secretname: 1 })));
    const { code, out, err } = await send(...args);
    expect([code, out]).toEqual([status, ""]);
    expect(err).toContain(message);
    expect(err).not.toContain("Secretname");
  });
});
