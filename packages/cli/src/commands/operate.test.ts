import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));

let running: ChildProcess;

/** A Lambda endpoint that gives these answers, one a call: an object, the name of an error of the function, or an HTTP status. */
async function lambda(...answers: (object | string | number | (() => Promise<object>))[]) {
  const calls: { path: string; request: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    calls.push({ path: request.url ?? "", request: JSON.parse(text) });
    const given = answers.shift() ?? {};
    const answer = typeof given === "function" ? await given() : given;
    if (typeof answer === "number") {
      response.writeHead(answer, { "x-amzn-errortype": "ResourceNotFoundException" }).end('{"message":"Not there"}');
      return;
    }
    const failed = typeof answer === "string";
    response.writeHead(200, failed ? { "x-amz-function-error": "Unhandled" } : {});
    response.end(JSON.stringify(failed ? { errorType: answer, errorMessage: "secret" } : answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const reached = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  return { calls, run: (...options: string[]) => tributary(reached, ...options) };
}

/** The command line, in the environment that is given besides. */
async function tributary(more: Readonly<Record<string, string>>, ...options: string[]) {
  const env = { ...process.env, ...more };
  const child = spawn(process.execPath, [binary, ...options], { env, stdio: ["ignore", "pipe", "pipe"] });
  running = child;
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

const counts = (listed: number) => ({
  Patient: { listed, repaired: 1, tombstones: 0, unindexed: 0, quarantined: 0 },
});

test("Ctrl-C is acknowledged at once, and ends a run after its slice, telling how to go on", async () => {
  const cursor = { resourceType: "Patient", since: "2026-01-02T00:00:00Z" };
  const { run, calls } = await lambda(async () => {
    const acknowledged = once(running.stderr!, "data");
    running.kill("SIGINT");
    expect(String(await acknowledged)).toMatch(/^Stopping at the end of this slice/);
    return { outcome: "continue", counts: counts(10), cursor };
  });
  const { code, out, err } = await run("backfill", "--type", "Patient", "--since", "2026-01-01", "--json");
  expect(code).toBe(130);
  expect(calls).toHaveLength(1);
  expect(JSON.parse(out).all.listed).toBe(10);
  expect(err).toContain(`--cursor '${JSON.stringify(cursor)}'`);
});

test("reconcile continues slice by slice, and adds up their counts", async () => {
  const cursor = { resourceType: "Patient", knownTo: "3/x" };
  const { run, calls } = await lambda(
    { outcome: "continue", counts: counts(10), cursor },
    { outcome: "done", counts: counts(5) },
  );
  const { code, out, err } = await run("reconcile", "--stage", "alice", "--type", "Patient", "--json");
  expect(code).toBe(0);
  const sum = { ...counts(15).Patient, repaired: 2 };
  expect(JSON.parse(out)).toEqual({ version: 1, types: { Patient: sum }, all: sum });
  expect(err).toContain("listed 10, repaired 1");
  expect(calls).toEqual([
    {
      path: expect.stringContaining("tributary-alice-HealthLakeOperator"),
      request: { kind: "reconcile", types: ["Patient"] },
    },
    { path: expect.any(String), request: { kind: "reconcile", types: ["Patient"], cursor } },
  ]);
});

test("a failed slice is retried, and the function's message is withheld", async () => {
  const { run, calls } = await lambda("FhirError", { outcome: "done", counts: {} });
  const { code, out, err } = await run("reconcile", "--function", "mine");
  expect([code, out]).toEqual([0, "Nothing was found.\n"]);
  expect(err).not.toContain("secret");
  expect(calls).toHaveLength(2);
});

test("backfill asks for what its options say, and shows a table", async () => {
  const own = { found: 1_234, published: 1_200, known: 34, quarantined: 0 };
  const { run, calls } = await lambda({ outcome: "done", counts: { Patient: own } });
  const options = ["--type", "Patient", "--since", "2026-01-01", "--until", "2026-02-01T00:00:00Z", "--rate", "50"];
  const { code, out } = await run("backfill", ...options, "--republish", "--quiet");
  expect(code).toBe(0);
  expect(out).toMatch(/Patient.*1,234.*1,200.*34/);
  expect(calls[0]?.request).toEqual({
    kind: "backfill",
    types: ["Patient"],
    since: "2026-01-01T00:00:00.000Z",
    until: "2026-02-01T00:00:00.000Z",
    republish: true,
    rate: 50,
  });
});

test("something that went to quarantine is a finding", async () => {
  const own = { found: 1, published: 0, known: 0, quarantined: 1 };
  const { run } = await lambda({ outcome: "done", counts: { Patient: own } });
  expect(await run("backfill", "--type", "Patient", "--since", "2026-01-01")).toMatchObject({ code: 1 });
});

test.each([
  [["backfill", "--type", "Patient", "--since", "yesterday"], /--since yesterday is not a time/],
  [["backfill", "--type", "Patient", "--since", "2026-02-30"], /--since 2026-02-30 is not a time/],
  [["backfill", "--type", "Patient", "--since", "2026-02-01T12:00"], /--since 2026-02-01T12:00 is not a time/],
  [
    ["backfill", "--type", "Patient", "--since", "2026-02-01", "--until", "2026-01-01"],
    /--until 2026-01-01 is not after/,
  ],
  [["backfill", "--type", "Patient", "--since", "2026-01-01", "--rate", "-1"], /--rate -1/],
  [["backfill", "--since", "2026-01-01"], /--type/],
  [["reconcile", "--cursor", "{"], /--cursor is not what an earlier run printed/],
])("a wrong option is one line and exit code 2: %j", async (options, message) => {
  const { run, calls } = await lambda();
  const { code, err } = await run(...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain("    at ");
  expect(calls).toEqual([]);
});

test("names the missing address of the local cloud", async () => {
  const nothing = { AWS_ENDPOINT_URL: "", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_PROFILE: "" };
  const nowhere = { ...nothing, AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent" };
  expect(await tributary(nowhere, "reconcile")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^tributary: cannot call the function: .* export what `npm start` prints\n$/),
  });
});

test("a function that is not there, and a request that it refuses, are one line and exit code 2", async () => {
  const gone = await (await lambda(404)).run("reconcile");
  expect(gone).toMatchObject({ code: 2, err: expect.stringContaining("ResourceNotFoundException") });
  const violations = [{ pointer: "/types", message: "must be a list of resource types" }];
  const refused = await (await lambda({ outcome: "refused", violations })).run("reconcile", "--type", "patient");
  expect(refused).toMatchObject({ code: 2, err: "tributary: /types must be a list of resource types\n" });
  const unknown = await lambda({ outcome: "refused", violations: [{ pointer: "/types/1", message: "is no type" }] });
  expect(await unknown.run("reconcile", "--type", "Patient", "Patinet")).toMatchObject({
    err: "tributary: --type Patinet is no type\n",
  });
});

test("reconcile --source calls the operator of a table, at a rate, and rejects options for the data store", async () => {
  const own = { listed: 3, repaired: 2, tombstones: 1, waiting: 0, quarantined: 0 };
  const { run, calls } = await lambda({ outcome: "done", counts: { "PatientRecordChanged.v1": own } });
  const { code, out } = await run("reconcile", "--source", "registry", "--stage", "alice", "--rate", "50", "--json");
  expect([code, JSON.parse(out).all]).toEqual([0, own]);
  expect(calls).toEqual([
    {
      path: expect.stringContaining("tributary-alice-RegistryOperator"),
      request: { kind: "reconcile", rate: 50 },
    },
  ]);
  const wrong = [
    ["--source", "registry", "--type", "Patient"],
    ["--source", "../x"],
    ["--rate", "5"],
    ["--source", "registry", "--rate", "0"],
  ];
  for (const options of wrong) expect((await run("reconcile", ...options)).code).toBe(2);
});

test("reconcile calls nothing for a source that the stage does not have, and names those that it has", async () => {
  const { run, calls } = await lambda();
  expect(await run("reconcile", "--source", "nope")).toEqual({
    code: 2,
    out: "",
    err: "tributary: infra/graph.json has no source nope; its sources are healthlake, registry; a table becomes one by tableComparison of @tributary/sst/table-comparison, a data store by healthlakeCapture; see docs/registry-comparison.md\n",
  });
  const without = await run("reconcile", "--config", "packages/contract-tools/schemas/none.json");
  expect(without).toMatchObject({ code: 2, err: expect.stringContaining("no such file or folder") });
  expect(calls).toEqual([]);
});
