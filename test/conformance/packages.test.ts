import { spawnSync } from "node:child_process";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-consumer-"));
const workspace = join(folder, "workspace");
const tarballs = join(folder, "tarballs");
const consumer = join(folder, "consumer");
afterAll(() => rmSync(folder, { recursive: true }));

/** All packages: those that stand alone, and those that bring what others make. */
const alone = ["contract", "contracts", "event-pattern", "change-event"];
const others = [
  "delivery",
  "bus",
  "fhir",
  "healthlake",
  "healthlake-capture",
  "contract-tools",
  "compat",
  "local-cloud",
  "synth",
  "testkit",
  "sst",
  "cli",
];
const tarball = (name: string) => join(tarballs, `tributary-${name}-0.1.0.tgz`);

/** Runs a program of this repository in the consumer's folder. */
function run(command: string, args: readonly string[], cwd = consumer) {
  const path = [join(repository, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  return { status, output: stdout + stderr };
}

const source = (cases: string) => `
import type { EventDetail } from "@tributary/contract/event-contract";
import { AddressChangedV1, type AddressChangedV1Detail } from "@tributary/contracts/address-changed.v1";
import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { PatientRecordChangedV1, type PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import { receives } from "@tributary/contracts/patient-timeline.operations";
import { readFileSync } from "node:fs";

type Details = {
  "AddressChanged.v1": AddressChangedV1Detail;
  "FhirResourceChanged.v1": FhirResourceChangedV1Detail;
  "PatientRecordChanged.v1": PatientRecordChangedV1Detail;
};
type Handlers = { [Name in keyof typeof receives]: (detail: Details[Name]) => string };
const handlers: Handlers = { ${cases} };

const detail: unknown = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const verdict = AddressChangedV1.tolerant(detail);
const other: { valid: boolean } = PatientRecordChangedV1.tolerant(detail);
const known: EventDetail | undefined = verdict.valid ? verdict.value : undefined;
console.log(verdict.valid ? handlers["AddressChanged.v1"](verdict.value) : "refused", other.valid, known?.metadata.eventId.length);
`;
const address = `"AddressChanged.v1": ({ data }) => {
  switch (data.change) {
    case "created": return "created " + data.after.addressId;
    case "updated": return "updated " + data.before.addressId;
    case "deleted": return "deleted " + data.before.addressId;
    default: { const never: never = data; return never; }
  }
}`;
const patient = `"PatientRecordChanged.v1": ({ data }) => data.change`;
const resource = `"FhirResourceChanged.v1": ({ data }) => data.key.resourceType`;

const check = (cases: string) => {
  writeFileSync(join(consumer, "handler.ts"), source(cases));
  return run("tsc", ["-p", "."]);
};

/** A copy of the workspace to pack in: packing changes manifests for a while, which other tests read. */
function copyWorkspace() {
  const leftOut = /\/(node_modules|dist)(\/|$)|\.package\.json\.before-pack$/;
  for (const name of ["packages", "contracts", "scripts", "package.json", ".gitignore"])
    cpSync(join(repository, name), join(workspace, name), {
      recursive: true,
      filter: path => !leftOut.test(path.slice(repository.length)),
    });
  const modules = join(workspace, "node_modules");
  mkdirSync(join(modules, "@tributary"), { recursive: true });
  for (const name of readdirSync(join(repository, "node_modules")))
    if (name !== "@tributary") symlinkSync(join(repository, "node_modules", name), join(modules, name));
  for (const name of [...alone, ...others])
    symlinkSync(join(workspace, name === "contracts" ? name : `packages/${name}`), join(modules, "@tributary", name));
}

/** Installs a tarball as npm would, but for what comes from a registry: that is taken from this repository. */
function unpack(name: string) {
  const place = join(consumer, "node_modules/@tributary", name);
  mkdirSync(place);
  expect(run("tar", ["xzf", tarball(name), "-C", place, "--strip-components=1"]).status).toBe(0);
  const { dependencies }: { dependencies: object } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  for (const each of Object.keys(dependencies).filter(dependency => !dependency.startsWith("@tributary/"))) bring(each);
}

function bring(dependency: string) {
  const place = join(consumer, "node_modules", dependency);
  mkdirSync(dirname(place), { recursive: true });
  if (!readdirSync(dirname(place)).includes(dependency.split("/").at(-1)!))
    symlinkSync(join(repository, "node_modules", dependency), place);
}

beforeAll(() => {
  for (const each of [consumer, tarballs]) mkdirSync(each);
  copyWorkspace();
  const before = snapshot();
  const named = [...alone, ...others].flatMap(name => ["-w", `@tributary/${name}`]);
  const packed = run("npm", ["pack", ...named, "--pack-destination", tarballs], workspace);
  expect(packed.status, packed.output).toBe(0);
  changedByPacking = [...snapshot()].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const compilerOptions = { strict: true, module: "nodenext", target: "es2024", types: ["node"], outDir: "out" };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["handler.ts"] }));
  const installed = run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...alone.map(tarball)]);
  expect(installed.status, installed.output).toBe(0);
  for (const name of others) unpack(name);
  bring("@types/node");
}, 180_000);

/** Every file of the workspace, with what is in it. */
const snapshot = () =>
  new Map(
    globSync(["*.*", ".*", "{packages,contracts}/**/*.*", "{packages,contracts}/**/.*"], { cwd: workspace })
      .filter(name => statSync(join(workspace, name)).isFile())
      .map(name => [name, readFileSync(join(workspace, name), "latin1")]),
  );
let changedByPacking: string[] | undefined;

test("packing does not change the workspace", () => {
  expect(changedByPacking).toEqual([]);
});

describe.each([...alone, ...others])("the tarball of %s", name => {
  const at = join(consumer, "node_modules/@tributary", name);

  test("holds JavaScript and its types, and neither sources nor tests", () => {
    const files = globSync("**/*.*", { cwd: at });
    // What only a hand-written declaration of another file leads to needs none.
    const scripts = files.filter(file => file.endsWith(".js") && !/bin\/|\/(judge|is-multiple)\.js$/.test(file));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter(file => !files.includes(file.replace(/\.js$/, ".d.ts")))).toEqual([]);
    expect(files.filter(file => /(?<!\.d)\.ts$|\.test\.|fixture|-suite/.test(file))).toEqual([]);
    const manifest: object = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
    expect(manifest).not.toHaveProperty("scripts");
  });

  test("has nothing that cannot be imported", () => {
    const modules = globSync("{dist/src,generated}/**/*.js", { cwd: at }).filter(file => !startsSomething.test(file));
    const program = `for (const file of ${JSON.stringify(modules)}) await import("./" + file);`;
    writeFileSync(join(at, "import-all.js"), program);
    expect(run(process.execPath, ["import-all.js"], at)).toEqual({ status: 0, output: "" });
    rmSync(join(at, "import-all.js"));
  });
});

/** Files that are programs: the command line, and what runs in a thread or process of its own. */
const startsSomething = /(cli\/dist\/src\/main|-worker|-bootstrap|-child)\.js$|^dist\/src\/main\.js$/;

test("a consumer elsewhere installs the packages, type-checks and handles an event", () => {
  expect(check(`${address}, ${resource}, ${patient}`)).toEqual({ status: 0, output: "" });
  const example = join(repository, "contracts/examples/address-changed.v1/valid/created.json");
  const handled = run(process.execPath, ["out/handler.js", example]);
  expect(handled.output).toMatch(/^created \S+ false 32\n$/);
});

test("a handler that misses an event, or a case of its change, does not compile", () => {
  expect(check(`${address}, ${resource}`).output).toContain("PatientRecordChanged.v1");
  const incomplete = address.replace(/\n.*case "deleted".*/, "");
  expect(check(`${incomplete}, ${resource}, ${patient}`).output).toMatch(/not assignable to type 'never'/);
});

test("a subscriber elsewhere is typed by what it receives, and handles a message of its queue", () => {
  const subscriber = (deleted: string) => `
import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { readFileSync } from "node:fs";

const seen: string[] = [];
const keepOnce = (what: string) => seen.includes(what) ? "stale" : (seen.push(what), "applied");
const silent = { info() {}, warn() {}, error() {} };
const { quarantine, reports } = memoryQuarantine();
const handle = subscribe({
  service,
  receives,
  handlers: {
    "AddressChanged.v1": { guarded: async ({ data }) => keepOnce(data.change + " " + ${deleted}) },
    "FhirResourceChanged.v1": { guarded: async ({ data }) => keepOnce(data.key.resourceType) },
    "PatientRecordChanged.v1": { guarded: async ({ data }) => keepOnce(data.key.patientId) },
  },
  dependencies: () => ({ quarantine, log: silent }),
});
const detail: unknown = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const event = { source: "tributary.patient-registry", "detail-type": "AddressChanged.v1", detail };
const pattern = compile({ "detail-type": ["AddressChanged.v1"], detail: { data: { change: ["created"] } } });
const record = (messageId: string) => ({ messageId, receiptHandle: "", body: JSON.stringify(event), attributes: {
  ApproximateReceiveCount: "1", SentTimestamp: "0", SenderId: "", ApproximateFirstReceiveTimestamp: "0" },
  messageAttributes: {}, md5OfBody: "", eventSource: "aws:sqs", eventSourceARN: "", awsRegion: "" });
const batch = { Records: [record("1"), record("2")] };
const answer = await handle(batch, { getRemainingTimeInMillis: () => 10_000 });
console.log(seen, match(pattern, event), answer.batchItemFailures.length, reports.length);
`;
  const compiled = (source: string) => {
    writeFileSync(join(consumer, "handler.ts"), source);
    return run("tsc", ["-p", "."]);
  };
  expect(compiled(subscriber("data.key.nothing")).output).toContain("'nothing' does not exist");
  expect(compiled(subscriber("data.key.addressId"))).toEqual({ status: 0, output: "" });
  const example = join(repository, "contracts/examples/address-changed.v1/valid/created.json");
  const { output } = run(process.execPath, ["out/handler.js", example]);
  expect(output).toMatch(/^\[ 'created \S+' \] true 0 0\n$/);
});

test("the command line elsewhere checks contracts and generates from them", () => {
  cpSync(join(repository, "contracts"), join(consumer, "contracts"), { recursive: true });
  const tributary = (...args: string[]) =>
    run(process.execPath, [join("node_modules/@tributary/cli/dist/bin/tributary.js"), ...args]);
  expect(tributary("check")).toEqual({ status: 0, output: "the contracts are clean\n" });
  expect(tributary("generate", "--check").output).toContain("up to date");
  expect(tributary("compat", "--against", "node_modules/@tributary/contracts")).toMatchObject({ status: 0 });
});
