import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";

const contracts = fileURLToPath(new URL("../../../../contracts", import.meta.url));
const binary = fileURLToPath(new URL("../../bin/tributary.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-cli-"));
const root = join(folder, "contracts");

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  cpSync(contracts, root, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line in a folder with contracts. */
const tributary = (...args: string[]) => runCommandLine(folder, args);

/** Changes a file of the contracts, and makes sure that it did. */
function edit(name: string, change: (text: string) => string) {
  const path = join(root, name);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

describe("tributary check", () => {
  test("exits 0 and writes nothing to standard output when the contracts are clean", async () => {
    expect(await tributary("check")).toMatchObject({ status: 0, stdout: "" });
  });

  test("says that the wiring was not checked where there is no graph, unless none was asked for", async () => {
    expect((await tributary("check")).stderr).toContain("their wiring was not checked");
    expect((await tributary("check", "--no-graph")).stderr).toBe("the contracts are clean\n");
  });

  test("calls the graph older than a program that imports what the graph lacks", async () => {
    mkdirSync(join(folder, "infra"));
    cpSync(join(contracts, "../infra/graph.json"), join(folder, "infra/graph.json"));
    edit("asyncapi.yaml", text =>
      text.replace(
        "\ncomponents:",
        `  billingReceivesAddressChanged:
    action: receive
    channel: { $ref: "#/channels/addressChanged" }
    x-service: billing
    x-delivery: { order: none, dedupe: eventId, maxAge: PT1H }

components:`,
      ),
    );
    writeFileSync(join(folder, "sst.config.ts"), `export default { run: () => import("./billing.ts") };`);
    writeFileSync(join(folder, "billing.ts"), "export {};");
    expect((await tributary("check")).stdout).toContain("Not wired yet: write these lines");
    writeFileSync(
      join(folder, "billing.ts"),
      `import { receives } from "@tributary/contracts/billing.operations"; console.log(receives);`,
    );
    const { status, stdout } = await tributary("check");
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^infra\/graph\.json\n +1:1 +warning the graph is older than the program, which wires billing +graph-stale\n +fix: run `npx tributary synth`\n\n0 errors, 1 warning\n$/,
      ),
    ]);
    expect((await tributary("check", "--graph", "infra/graph.json", "contracts")).stdout).toBe(stdout);
  });

  test("exits 1 and names file, line and column when they are not, whatever the format", async () => {
    appendFileSync(join(root, "asyncapi.yaml"), "\tx: 1\n");
    const stylish = await tributary("check", "contracts/asyncapi.yaml");
    expect(stylish.status).toBe(1);
    expect(stylish.stdout).toMatch(/contracts\/asyncapi\.yaml\n +\d+:1 +error +Tabs/);
    const json = await tributary("check", "--format", "json");
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      diagnostics: [{ rule: "unreadable-file", file: "contracts/asyncapi.yaml" }],
    });
  });

  test("gives the same verdict in every format, and to GitHub Actions in its own", async () => {
    edit("schemas/address-changed.v1.schema.json", text => text.replace(/"maxLength": 64,\s*/, ""));
    for (const format of ["stylish", "json", "github-actions", "sarif", "junit", "markdown"]) {
      expect([format, (await tributary("check", "--format", format)).status]).toEqual([format, 0]);
      const strict = await tributary("check", "--format", format, "--fail-severity", "warning");
      expect([format, strict.status]).toEqual([format, 1]);
      expect(strict.stdout).toContain("field-unbounded");
    }
    const onGitHub = await runCommandLine(folder, ["check"], { GITHUB_ACTIONS: "true" });
    expect(onGitHub.status).toBe(0);
    expect(onGitHub.stdout).toMatch(/^::warning file=contracts\/schemas\/address-changed/);
  });

  test("checks the graph beside the contracts, except with --no-graph", async () => {
    mkdirSync(join(folder, "infra"));
    const graph = readFileSync(new URL("../../../../infra/graph.json", import.meta.url), "utf8");
    writeFileSync(
      join(folder, "infra/graph.json"),
      graph.replaceAll('[\\"PatientRecordChanged.v1', '[\\"PatientMerged.v1'),
    );
    const found = await tributary("check");
    expect([found.status, found.stdout.includes("infra/graph.json")]).toEqual([1, true]);
    expect((await tributary("check", "--no-graph")).status).toBe(0);
  });

  test.each([
    ["tributary.config.ts", (config: string) => `const config: object = ${config};\nexport default config;\n`],
    ["tributary.config.json", (config: string) => config],
  ])("judges rules as %s says", async (name, text) => {
    edit("schemas/address-changed.v1.schema.json", schema => schema.replace(/"maxLength": 64,\s*/, ""));
    // A process loads a module once, so that each configuration needs a folder of its own.
    const checked = (config: object, ...args: string[]) => {
      const project = mkdtempSync(join(folder, "project-"));
      cpSync(root, join(project, "contracts"), { recursive: true });
      writeFileSync(join(project, name), text(JSON.stringify(config)));
      return runCommandLine(project, ["check", ...args]);
    };
    expect((await checked({ rules: { "field-unbounded": "error" } })).status).toBe(1);
    const off = { files: ["contracts/schemas/address-*.json"], rules: { "field-unbounded": "off" } };
    expect(await checked({ overrides: [off] }, "--fail-severity", "warning")).toMatchObject({ status: 0, stdout: "" });
  });

  test.each([["check", "--no-graph"], ["generate", "--check"], ["compat"], ["release", "--check"], ["iam"]])(
    "says to %s where the contracts are",
    async (...args) => {
      renameSync(root, join(folder, "agreed"));
      expect(await tributary(...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("cannot use contracts"),
      });
      writeFileSync(join(folder, "tributary.config.json"), '{ "contracts": "agreed" }');
      expect((await tributary(...args)).status).toBe(0);
    },
  );

  test.each([
    ["is not JSON", "{", /tributary\.config\.json:1:2: is not JSON: a closing brace/],
    ["is empty", "", /tributary\.config\.json:1:1: is empty/],
    [
      "names no rule",
      '{\n  "rules": { "field-unbound": "off" }\n}',
      /tributary\.config\.json:2:14: there is no rule field-unbound; did you mean field-unbounded\?/,
    ],
    ["turns down what cannot be", '{ "rules": { "schema-dialect": "off" } }', /schema-dialect cannot be turned down/],
    ["has an unknown setting", '{ "rule": {} }', /\.json:1:3: unknown setting rule; did you mean rules\?/],
    ["is a list", "[]", /\.json:1:1: should export a configuration/],
  ])("exits 2 in one line for a configuration that %s", async (_what, text, message) => {
    writeFileSync(join(folder, "tributary.config.json"), text);
    const { status, stdout, stderr } = await tributary("check");
    expect([status, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(stderr).toMatch(message);
  });

  test.each([
    ["does not parse", "export default {\n  contracts: 1\n  rules: {},\n};", "3:3: Expected ','"],
    ["throws", "export default {\n  contracts: missing,\n};", "2:14: missing is not defined"],
    ["imports nothing", 'import "./none.ts";\nexport default {};', "1:11: cannot find"],
    ["exports nothing", "export const config = {};", "1:1: should export a configuration by default"],
    [
      "has an unknown setting",
      "const rules = {};\nexport default {\n  rules,\n  stage: {},\n};",
      "4:3: unknown setting stage; did you mean stages?",
    ],
    [
      "has a stage without a file",
      "export default {\n  stages: {\n    dev: {},\n  },\n};",
      "3:5: stages.dev.snapshot is required",
    ],
  ])("places what is wrong in a module that %s", (_what, text, said) => {
    writeFileSync(join(folder, "tributary.config.ts"), text);
    // Where a module fails, Node.js says; the test runner loads modules its own way.
    const env = { ...process.env, NO_COLOR: "1" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [binary, "check"], {
      cwd: folder,
      encoding: "utf8",
      env,
    });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`tributary: tributary.config.ts:${said}`);
  });

  test.each([
    ["a folder that is not there", ["check", "nowhere"]],
    ["a graph that is not there", ["check", "--graph", "nowhere.json"]],
    ["a configuration that is not there", ["check", "--config", "nowhere.json"]],
    ["a graph that is none", ["iam", "--graph", "contracts/asyncapi.yaml"]],
    ["a service that sends nothing", ["iam", "patient-timeline"]],
    ["a service that is none", ["iam", "nobody"]],
    ["a format that is none", ["check", "--format", "xml"]],
    ["an unknown option", ["check", "--frobnicate"]],
    ["options that exclude each other", ["generate", "--check", "--watch"]],
    ["a document without end", ["generate", "--watch", "--format", "json"]],
  ])("exits 2 in one line for %s", async (_what, args) => {
    const { status, stdout, stderr } = await tributary(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("tributary generate", () => {
  test("with --check exits 0 when fresh, and 1 with the names of what is stale", async () => {
    expect(await tributary("generate", "--check")).toMatchObject({ status: 0, stdout: "" });
    appendFileSync(join(root, "generated/address-changed.v1.js"), "//");
    expect(await tributary("generate", "--check")).toMatchObject({
      status: 1,
      stdout: "stale: contracts/generated/address-changed.v1.js\n",
    });
    const stale = await tributary("generate", "--check", "--format", "sarif");
    expect([stale.status, JSON.parse(stale.stdout).runs[0].results]).toEqual([1, []]);
    expect(stale.stderr).toContain("stale: contracts/generated/address-changed.v1.js\n");
    expect((await tributary("generate")).status).toBe(0);
    expect((await tributary("generate", "--check")).status).toBe(0);
  });

  test("works where nothing can be stored for the next run", async () => {
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules/.cache"), "");
    rmSync(join(root, "generated"), { recursive: true });
    const { status, stderr } = await tributary("generate");
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^generated \d+ files, \d+ changed, \d+ ms\n$/)]);
    expect((await tributary("generate", "--check")).status).toBe(0);
  });
});

describe("tributary iam", () => {
  test("lets senders by claim check write the data, and receivers read them", async () => {
    edit("asyncapi.yaml", text =>
      text.replace(/(patientRegistrySendsAddressChanged:[\s\S]*?x-delivery: \{)/, "$1 claimCheck: true,"),
    );
    const Resource = [`arn:\${AWS::Partition}:s3:::\${ClaimCheckBucket}/AddressChanged.v1/*`];
    const { "patient-registry": registry, "fhir-sync": sync, ...others } = JSON.parse((await tributary("iam")).stdout);
    expect(registry.Statement.slice(1)).toEqual([
      { Effect: "Allow", Action: "s3:PutObject", Resource },
      { Effect: "Allow", Action: "s3:GetObject", Resource },
    ]);
    expect(sync.Statement).toEqual([{ Effect: "Allow", Action: "s3:GetObject", Resource }]);
    expect(Object.keys(others)).toEqual(["healthlake-changes", "patient-timeline"]);
  });

  test("prints exactly what each sender sends, on the bus of the graph or on a placeholder", async () => {
    const { status, stdout } = await tributary("iam", "patient-registry");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "events:PutEvents",
          Resource: `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/clinical`,
          Condition: {
            StringEquals: {
              "events:source": ["tributary.patient-registry"],
              "events:detail-type": ["AddressChanged.v1", "PatientRecordChanged.v1"],
            },
          },
        },
      ],
    });
    const graph = new URL("../../../../infra/graph.json", import.meta.url).pathname;
    const all = JSON.parse((await tributary("iam", "--graph", graph)).stdout);
    expect(Object.keys(all)).toEqual(["healthlake-changes", "patient-registry"]);
    expect(all["patient-registry"].Statement[0].Resource).toMatch(
      /^arn:aws:events:us-east-1:\d+:event-bus\/.*Clinical/,
    );
  });
});
