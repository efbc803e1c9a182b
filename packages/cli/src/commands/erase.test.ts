import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
const graph = readGraph(join(root, "infra/graph.json"));
const name = (link: string) => String(graph.links[link]?.name ?? graph.links[link]?.url);
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const nowhere = {
  AWS_ENDPOINT_URL: "",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

let local: LocalCloud;
beforeAll(async () => {
  local = await startLocalCloud({ ...{ graph, root, storage: "memory", port: 0 } });
});
afterAll(async () => {
  await local.stop();
});

async function erase(options: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = root) {
  const reached = { ...process.env, ...nowhere, AWS_ENDPOINT_URL: local.url, ...env };
  const child = spawn(process.execPath, [binary, "erase", ...options], { cwd, env: reached });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

test("prints places and counts, erases with --apply, and ends with 0 when nothing is left", async () => {
  const sqs = new SQSClient({ region: graph.region, endpoint: local.url, credentials, useQueueUrlAsEndpoint: false });
  const events = new EventBridgeClient({ region: graph.region, endpoint: local.url, credentials });
  onTestFinished(() => [sqs, events].forEach(client => void client.destroy()));
  const MessageBody = JSON.stringify({ patientId: "17", familyName: "Canary" });
  await sqs.send(new SendMessageCommand({ QueueUrl: name("TimelineDeadLetters"), MessageBody }));
  const entry = { EventBusName: name("ClinicalBus"), Source: "test", DetailType: "Test", Detail: MessageBody };
  await events.send(new PutEventsCommand({ Entries: [entry] }));

  const mistyped = await erase(["--patient", "71", "--apply", "--archives", "recreate"]);
  expect(mistyped).toMatchObject({ code: 1, out: expect.stringContaining("kept: nothing is known of this key") });
  const unknown = await erase(["--patient", "71"]);
  expect(unknown).toMatchObject({ code: 1, out: expect.stringMatching(/; nothing is known of this key$/m) });
  const seen = await erase(["--patient", "17"]);
  expect(seen.code).toBe(1);
  expect(seen.out).toMatch(/TimelineDeadLetters.*queue.*1.*0/);
  expect(seen.out).toMatch(/^tributary-local-clinical: may hold events about the subject until \d{4}-\d\d-\d\d/m);
  const done = await erase(["--patient", "17", "--apply", "--archives", "recreate", "--json", "--quiet"]);
  expect([done.code, done.err]).toEqual([0, ""]);
  const { places, ...summary } = JSON.parse(done.out);
  expect(summary).toEqual({ version: 1, apply: true, clean: true });
  expect(places).toContainEqual({ place: "TimelineDeadLetters", kind: "queue", found: 1, erased: 1 });
  expect(places).toContainEqual(
    expect.objectContaining({ kind: "archive", note: "recreated: it holds no event of anybody now" }),
  );
  const archived = local.cloud.context.store.prepare("SELECT count(*) AS n FROM events_archived").get();
  expect(archived).toEqual({ n: 0 });
  for (const { out, err } of [seen, done]) expect(out + err).not.toContain("Canary");
});

test("of a deployed stage it takes physical names from the shell, and says how to get one", async () => {
  const without = await erase(["--patient", "17", "--stage", "production"], { AWS_ENDPOINT_URL: "" });
  expect(without).toMatchObject({ code: 2, err: expect.stringContaining("npx sst shell --stage production -- npx") });
  const other = { SST_RESOURCE_App: JSON.stringify({ name: "tributary", stage: "alice" }) };
  const wrong = await erase(["--patient", "17", "--stage", "production"], other);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("the shell is of stage alice") });
  const same = { SST_RESOURCE_App: JSON.stringify({ name: "tributary", stage: "production" }) };
  const lacking = await erase(["--patient", "17", "--stage", "production"], same);
  expect(lacking).toMatchObject({ code: 2, err: expect.stringContaining("stage production has no ChangeLedger") });
  const links = Object.entries(graph.links).map(([link, value]) => [`SST_RESOURCE_${link}`, JSON.stringify(value)]);
  const shell = {
    ...Object.fromEntries(links),
    SST_RESOURCE_App: JSON.stringify({ name: "tributary", stage: "local" }),
  };
  const renamed = { ...shell, SST_RESOURCE_Timeline: JSON.stringify({ name: "other-table" }) };
  const { out } = await erase(["--patient", "17", "--json"], renamed);
  const timeline = JSON.parse(out).places.find(({ place }: { place: string }) => place === "Timeline");
  expect(timeline.problem).toBe("failed with ResourceNotFoundException: run again");
}, 20_000);

test.each([
  [[], /required option '--patient <key>'/],
  [["--patient", " "], /--patient is empty/],
  [["--patient", "17", "--archives", "recreate"], /--archives recreate needs --apply/],
  [["--patient", "17", "--archives", "drop"], /Allowed choices are keep, recreate/],
  [["--patient", "17", "--rate", "0"], /--rate 0 is not a number above 0/],
  [["--patient", "17", "--stage", "alice"], /`npx tributary synth --stage alice --out alice.json`/],
  [["--patient", "17", "--graph", "infra/graph.pipe.json"], /is the graph of stage local-pipe, not of local/],
])("a wrong option is one line and exit code 2: %j", async (options, message) => {
  const { code, err, out } = await erase(options);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(err).not.toContain("    at ");
});

test("a project without erasures, or with an invalid one, gets an error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-erase-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = ["--patient", "17", "--graph", join(root, "infra/graph.json")];
  expect(await erase(options, {}, folder)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/nobody says how .* `erasures` in tributary\.config\.ts; docs\/erasure\.md/),
  });
  writeFileSync(join(folder, "tributary.config.json"), '{"erasures": ["none.mjs"]}');
  writeFileSync(join(folder, "none.mjs"), "export const other = 1;");
  expect(await erase(options, {}, folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining("none.mjs exports no `erasure`"),
  });
});
