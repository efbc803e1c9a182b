import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, expect, test } from "vitest";

const binary = fileURLToPath(new URL("../bin/tributary.js", import.meta.url));
const contracts = fileURLToPath(new URL("../../../contracts", import.meta.url));
/** Clears the screen, turns text around, and has no width. */
const EVIL = "a\u001b[2J\u202eb\u200bc";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202e]/;

const folder = mkdtempSync(join(tmpdir(), "tributary-evil-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const home = join(folder, EVIL);
mkdirSync(home);
for (const part of ["asyncapi.yaml", "schemas", "examples"])
  cpSync(join(contracts, part), join(home, "contracts", EVIL, part), { recursive: true });
writeFileSync(
  join(home, `${EVIL}.json`),
  JSON.stringify({ type: "object", properties: { [EVIL]: { type: "string" } } }),
);
writeFileSync(join(home, "new.json"), JSON.stringify({ type: "object", required: [EVIL], properties: { [EVIL]: {} } }));
writeFileSync(join(home, "graph.json"), JSON.stringify({ app: EVIL }));

function start(...options: string[]) {
  const env = { ...process.env, NO_COLOR: "1", GITHUB_ACTIONS: "", AWS_ENDPOINT_URL: "" };
  const child = spawn(process.execPath, [binary, ...options], { cwd: home, env });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said.text += text));
  return { child, said, ended: once(child, "close") };
}

test.each([
  [[EVIL]],
  [["check", `--${EVIL}`]],
  [["check", EVIL]],
  [["check", join("contracts", EVIL), "--format", "json"]],
  [["generate", join("contracts", EVIL), "--check"]],
  [["generate", join("contracts", EVIL)]],
  [["release", join("contracts", EVIL), "--check"]],
  [["release", join("contracts", EVIL)]],
  [["iam", EVIL, "--contracts", join("contracts", EVIL)]],
  [["compat", join("contracts", EVIL), "--against", EVIL]],
  [["compat", "--old", `${EVIL}.json`, "--new", "new.json"]],
  [["compat", "--old", `${EVIL}.json`, "--new", "new.json", "--format", "json"]],
  [["pattern", "test", EVIL, EVIL]],
  [["synth"]],
  [["synth", "--stage", EVIL, "--check"]],
  [["cloud", "--graph", EVIL]],
  [["cloud", "--graph", "graph.json"]],
  [["cloud", "--port", EVIL]],
  [["reconcile", "--source", EVIL]],
  [["erase", "--patient", EVIL, "--stage", EVIL]],
] as const)("no control character reaches the terminal: %#", async ([...options]) => {
  const { said, ended } = start(...options);
  await ended;
  expect(said.text).not.toBe("");
  expect(said.text).not.toMatch(OBEYED);
});

test("nor one that a function of the local cloud logs", async () => {
  writeFileSync(
    join(home, "handler.mjs"),
    `export const run = () => { console.log(${JSON.stringify(EVIL)}); return 1; };`,
  );
  const arn = "arn:aws:lambda:us-east-1:000000000000:function:evil";
  const role = "arn:aws:iam::000000000000:role/evil";
  const inputs = {
    ...{ name: "evil", role, handler: "handler.run", runtime: "nodejs24.x", timeout: 10, memorySize: 512 },
  };
  const fn = { name: "Evil", type: "aws:lambda/function:Function", id: "evil", inputs, outputs: { arn } };
  const place = { app: "x", stage: "local", region: "us-east-1", account: "000000000000", links: {} };
  const resources = [{ ...fn, code: { handler: "handler.run", links: [] } }];
  writeFileSync(join(home, "one.json"), JSON.stringify({ ...place, resources }));
  const { child, said, ended } = start("cloud", "--port", "0", "--storage", "memory", "--graph", "one.json");
  await expect.poll(() => said.text, { timeout: 20_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(said.text)?.[0] ?? "";
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const lambda = new LambdaClient({ endpoint, region: "us-east-1", credentials });
  await lambda.send(new InvokeCommand({ FunctionName: "evil" }));
  lambda.destroy();
  await expect.poll(() => said.text).toContain("evil | a\\u{1b}[2J\\u{202e}b\\u{200b}c");
  child.kill("SIGTERM");
  await ended;
  expect(said.text).not.toMatch(OBEYED);
});
