import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-import-command-"));
const draft = "http://json-schema.org/draft-07/schema#";
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  mkdirSync(join(folder, "contracts"));
  writeFileSync(
    join(folder, "contracts/asyncapi.yaml"),
    "asyncapi: 3.1.0\ninfo: { title: Shop, version: 1.0.0 }\nchannels: {}\noperations: {}\n",
  );
  writeFileSync(join(folder, "tributary.config.json"), '{ "sourcePrefix": "com.acme." }');
  schema({ type: "object", additionalProperties: false, properties: { id: { type: "string", maxLength: 9 } } });
});
const schema = (described: object) =>
  writeFileSync(join(folder, "order-placed.json"), JSON.stringify({ $schema: draft, ...described }));

const tributary = (...args: string[]) => runCommandLine(folder, args);
const asked = ["import", "order-placed.json", "--sender", "orders", "--bus", "shop"];

test("says what it imported, wrote, decided and left, and exits 0", async () => {
  const { status, stdout } = await tributary(...asked, "--receivers", "billing, letters");
  expect(stdout).toMatch(/^Imported:\n {2}OrderPlaced\.v1 of com\.acme\.orders, from order-placed\.json#\nWrote:\n/);
  expect(stdout).toContain("  contracts/generated/letters.operations.js\n");
  expect(stdout).toMatch(
    /\nDecided:\n(?: {2}.*\n)+Left to do:\n {2}order-placed\.json# {2}orders has to publish it with .*\n/,
  );
  expect(stdout).toMatch(
    /\nLeft to decide:\ncontracts\/asyncapi\.yaml\n(?:.*\n)* +fix: add one to contracts\/examples/,
  );
  expect(status).toBe(0);
  expect((await tributary("check")).status).toBe(0);
});

test("tells programs the same as JSON, without writing in a dry run", async () => {
  const { status, stdout } = await tributary(...asked, "--dry-run", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ version: 1, dryRun: true, conflicts: [] },
    events: [{ detailType: "OrderPlaced.v1", source: "com.acme.orders", from: "order-placed.json#" }],
  });
  expect([status, readdirSync(join(folder, "contracts"))]).toEqual([0, ["asyncapi.yaml"]]);
});

test("exits 1 when names are taken", async () => {
  await tributary(...asked);
  const before = readFileSync(join(folder, "contracts/asyncapi.yaml"), "utf8");
  const { status, stdout } = await tributary(...asked);
  expect(stdout).toMatch(
    /^Nothing was written\. Names that are taken:\n {2}OrderPlaced\.v1 from order-placed\.json#: /,
  );
  expect([status, readFileSync(join(folder, "contracts/asyncapi.yaml"), "utf8")]).toEqual([1, before]);
});

test("exits 1 when the contracts have errors until something is decided", async () => {
  schema({ type: "object", properties: { id: { type: "string", pattern: "(" } } });
  const { status, stdout } = await tributary(...asked);
  expect(stdout).toMatch(/error +the pattern is not a valid regular expression/);
  expect([status, readdirSync(join(folder, "contracts/schemas"))]).toEqual([1, ["order-placed.v1.schema.json"]]);
});

test.each([
  [["import"], /missing required argument 'files'/],
  [["import", "no.json"], /^tributary: cannot use no\.json: no such file or folder\n$/],
  [
    ["import", "order-placed.json"],
    /^tributary: nothing was written: say which bus with --bus: no event has a bus yet\n$/,
  ],
  [[...asked, "--classification", "secret"], /Allowed choices are phi, pii, none/],
])("exits 2 on %j, and says why", async (args, message) => {
  const { status, stderr } = await tributary(...args);
  expect(stderr).toMatch(message);
  expect([status, readdirSync(join(folder, "contracts"))]).toEqual([2, ["asyncapi.yaml"]]);
});
