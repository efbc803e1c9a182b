import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
import { type LocalCloud, startLocalCloud } from "@tributary/local-cloud/local-cloud";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(root, "docs/operate.md"), "utf8");
const graph = readGraph(join(root, "infra/graph.json"));
const name = (link: string) => String(graph.links[link]?.name ?? graph.links[link]?.url);
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

const folder = mkdtempSync(join(tmpdir(), "tributary-operator-"));
let local: LocalCloud;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;
beforeAll(async () => {
  local = await startLocalCloud({ graph, root, storage: "memory", port: 0 });
  sqs = new SQSClient({ region: graph.region, endpoint: local.url, credentials, useQueueUrlAsEndpoint: false });
  dynamodb = new DynamoDBClient({ region: graph.region, endpoint: local.url, credentials });
  const aws = join(folder, "aws");
  writeFileSync(
    aws,
    `#!/bin/sh\nexec node --no-warnings ${JSON.stringify(join(root, "test/conformance/aws-command.ts"))} "$@"\n`,
  );
  chmodSync(aws, 0o755);
});
afterAll(async () => {
  sqs.destroy();
  dynamodb.destroy();
  await local.stop();
  rmSync(folder, { recursive: true });
});

async function holds(link: string, messages: number) {
  const asked = { QueueUrl: name(link), AttributeNames: ["ApproximateNumberOfMessages" as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: String(messages) });
}

/** The commands of the page, in order, in one shell; one that ends in `# exit code 1` must fail with it. */
const script = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .map(([, text = ""]) =>
    text.replace(
      /^(.*) # exit code (\d+)$/gm,
      (_line, command, code) => `status=0; ${command} || status=$?; test $status = ${code}`,
    ),
  )
  .join("\n");

async function operator(text: string) {
  const bins = [folder, join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const reached = { AWS_ENDPOINT_URL: local.url, AWS_REGION: graph.region };
  const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const child = spawn("bash", ["-euo", "pipefail", "-c", text], {
    cwd: root,
    env: { ...process.env, ...reached, ...keys, PATH: bins, NO_COLOR: "1" },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (err += part));
  const [code] = await once(child, "close");
  return { code, out, err };
}

test("an operator who runs every command of docs/operate.md redrives, reads the report, and compares", async () => {
  const example = join(root, "contracts/examples/address-changed.v1/valid/created.json");
  const detail = JSON.parse(readFileSync(example, "utf8"));
  const event = { source: "tributary.patient-registry", "detail-type": "AddressChanged.v1", detail };
  const send = (link: string, body: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl: name(link), MessageBody: JSON.stringify(body) }));
  await send("TimelineDeadLetters", event);
  await send("TimelineQueue", { ...event, detail: { ...detail, data: {} } });
  await vi.waitFor(() => holds("QuarantineReports", 1), 60_000);

  const { code, out, err } = await operator(script);
  expect([code, code === 0 ? "" : out + err]).toEqual([0, ""]);
  expect(out).toContain('"ApproximateNumberOfMessages": "0"');
  expect(out).toContain('"objectKey":"patient-timeline/');
  expect(out).not.toContain(detail.data.after.lines[0]);
  await vi.waitFor(() => holds("TimelineDeadLetters", 0), 60_000);
  await local.cloud.settled();
  const Key = { pk: { S: `PATIENT#${detail.data.key.patientId}` }, sk: { S: `ADDRESS#${detail.data.key.addressId}` } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: name("Timeline"), Key }));
  expect(Item).toBeDefined();
});

test("the page's commands never reach AWS for the local stage without an endpoint", async () => {
  const first = /^```sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
  const { code, out, err } = await operator(`unset AWS_ENDPOINT_URL\n${first}url TimelineQueue`);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("AWS_ENDPOINT_URL: export what the local cloud prints");
});

test("every alarm of every stage is in the page, and the page names no other", () => {
  const ends = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
  const alarms = globSync("infra/graph*.json", { cwd: root }).flatMap(file => {
    const { resources } = readGraph(join(root, file));
    return resources.filter(({ type }) => type.endsWith(":MetricAlarm")).map(each => each.name.replace(/Alarm$/, ""));
  });
  expect(alarms.filter(alarm => !ends.some(end => alarm.endsWith(end)))).toEqual([]);
  expect(ends.filter(end => !alarms.some(alarm => alarm.endsWith(end)))).toEqual([]);
});
