import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-cloud-"));
const graph = join(folder, "graph.json");
const empty = { app: "a", stage: "s", region: "us-east-1", account: "000000000000", links: {}, resources: [] };
writeFileSync(graph, JSON.stringify(empty));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function cloud(...options: string[]) {
  const binary = join(root, "packages/cli/bin/tributary.js");
  const child = spawn(process.execPath, [binary, "cloud", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  return { child, said, ended: once(child, "close").then(([code]) => ({ code: code as number, ...said })) };
}

it.each(["SIGINT", "SIGTERM"] as const)("prints its endpoint, and stops cleanly on %s", async signal => {
  const { child, ended, said } = cloud("--port", "0", "--storage", "memory", "--graph", graph);
  await expect
    .poll(() => said.out, { timeout: 30_000 })
    .toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+ AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1/);
  child.kill(signal);
  expect(await ended).toMatchObject({ code: 0, err: "" });
});

/** As npm starts a command: by a shell that waits for it, and passes no signal on. */
function throughNpm(script: string) {
  const binary = join(root, "packages/cli/bin/tributary.js");
  const command = `"${process.execPath}" "${binary}" cloud --port 0 --storage memory --graph "${graph}" --quiet; true`;
  const env = { ...process.env, npm_lifecycle_event: "npx", npm_lifecycle_script: script };
  const shell = spawn("sh", ["-c", `echo $$; ${command}`], { stdio: ["ignore", "pipe", "inherit"], env });
  running.add(shell);
  let out = "";
  shell.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  return { shell, out: () => out, closed: once(shell.stdout, "close") };
}

it("stops when npm is told to: its shell ends, with a client's connection and a long poll still open", async () => {
  const { shell, out, closed } = throughNpm("tributary");
  await expect.poll(out, { timeout: 30_000 }).toMatch(/^http/m);
  const url = /http\S+/.exec(out())?.[0] ?? "";
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const queues = new SQSClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "q" }));
  const poll = queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).catch(() => undefined);
  shell.kill("SIGTERM");
  const began = performance.now();
  await closed; // The server held the other end.
  expect(performance.now() - began).toBeLessThan(10_000); // 5 s, and as much again on a busy machine; the poll takes 20.
  await poll;
  queues.destroy();
});

it("says that the port is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const { code, err, out } = await cloud("--port", String(port), "--storage", "memory", "--graph", graph).ended;
  server.close();
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe(
    `tributary: port ${port} of 127.0.0.1 is taken: stop what listens there, or choose another with --port\n`,
  );
});

it("says who uses the storage folder", async () => {
  const options = ["--port", "0", "--storage", join(folder, "state"), "--graph", graph, "--quiet"];
  const first = cloud(...options);
  await expect.poll(() => first.said.out, { timeout: 30_000 }).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  const { code, err } = await cloud(...options).ended;
  first.child.kill("SIGKILL");
  await first.ended;
  expect(code).toBe(2);
  expect(err).toContain(`is in use by process ${first.child.pid}`);

  const third = cloud(...options); // What was killed holds nothing.
  await expect.poll(() => third.said.out, { timeout: 30_000 }).toMatch(/^http/);
  third.child.kill("SIGTERM");
  expect((await third.ended).code).toBe(0);
});

it.each([
  ["a missing graph", undefined, "there is no such file"],
  ["a graph that is no JSON", '{\n  "app": }', ":2:10: not valid JSON"],
  [
    "a graph with an unknown resource",
    JSON.stringify({
      ...empty,
      resources: [{ name: "N", type: "aws:sns/topic:Topic", id: "n", inputs: {}, outputs: {} }],
    }),
    'aws:sns/topic:Topic "N": the local cloud does not know this type',
  ],
])("names what is wrong with %s", async (name, text, message) => {
  const file = join(folder, `${name.replaceAll(" ", "-")}.json`);
  if (text !== undefined) writeFileSync(file, text);
  const { code, err } = await cloud("--port", "0", "--storage", "memory", "--graph", file).ended;
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err.split("\n")).toHaveLength(2); // One line, no stack.
});

it.each([["--port", "many"], ["--port", "70000"], ["--bogus"]])("refuses %s %s as usage", async (...options) => {
  expect((await cloud(...options).ended).code).toBe(2);
});
