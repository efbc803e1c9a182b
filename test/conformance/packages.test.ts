import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Manifest, readManifest } from "../../scripts/pack/manifest.ts";
import { packagesOf } from "../../scripts/pack/workspace.ts";
import { bring, installTarball, runIn } from "./install-tarballs.ts";
import { packedTarballs } from "./packed-tarballs.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-consumer-"));
const consumer = join(folder, "consumer");
afterAll(() => rmSync(folder, { recursive: true }));

const manifests = packagesOf(repository).map(readManifest);
const namesOf = (packages: readonly Manifest[]) => packages.map(({ name = "" }) => name.replace("@tributary/", ""));
/** Packages that bring nothing from a registry, and those that do. */
const brings = (manifest: Manifest): boolean =>
  Object.keys(manifest.dependencies ?? {}).some(name => {
    const own = manifests.find(each => each.name === name);
    return own === undefined || brings(own);
  });
const alone = namesOf(manifests.filter(each => !brings(each)));
const others = namesOf(manifests.filter(brings));
let tarballs: readonly string[];
const tarball = (name: string) =>
  tarballs.find(path => path.endsWith(`/tributary-${name}-${manifests[0]?.version}.tgz`))!;

/** Runs a program of this repository in the consumer's folder. */
const run = (command: string, args: readonly string[], cwd = consumer) => runIn(cwd, command, args);

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

beforeAll(() => {
  mkdirSync(consumer);
  tarballs = packedTarballs();
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  const compilerOptions = { strict: true, module: "nodenext", target: "es2024", types: ["node"], outDir: "out" };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["handler.ts"] }));
  const installed = run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...alone.map(tarball)]);
  expect(installed.status, installed.output).toBe(0);
  for (const name of others) installTarball(consumer, `@tributary/${name}`, tarball(name));
  bring(consumer, "@types/node");
}, 180_000);

describe.each([...alone, ...others])("the tarball of %s", name => {
  const at = join(consumer, "node_modules/@tributary", name);

  test("holds JavaScript and its types, and neither sources nor tests", () => {
    // What `tributary init` writes is the user's own.
    const files = globSync("**/*.*", { cwd: at }).filter(file => !file.startsWith("template/"));
    // What only a hand-written declaration of another file leads to needs none.
    const scripts = files.filter(file => file.endsWith(".js") && !/bin\/|\/(judge|is-multiple)\.js$/.test(file));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter(file => !files.includes(file.replace(/\.js$/, ".d.ts")))).toEqual([]);
    expect(files.filter(file => /(?<!\.d)\.ts$|\.test\.|fixture|-suite/.test(file))).toEqual([]);
    expect(files).toContain("README.md");
    expect(existsSync(join(at, "LICENSE"))).toBe(true);
    for (const member of ["private", "scripts", "devDependencies"]) expect(readManifest(at)).not.toHaveProperty(member);
  });

  test("has pages whose links lead to what it holds, or to a URL", () => {
    const links = globSync("**/*.md", { cwd: at }).flatMap(page =>
      linksOf(readFileSync(join(at, page), "utf8")).map(link => ({ page, link })),
    );
    // The page of a new repository leads to the command line that it installs.
    const own = ({ page, link }: { page: string; link: string }) =>
      link.startsWith(`node_modules/@tributary/${name}/`) && page.startsWith("template/")
        ? link.replace(`node_modules/@tributary/${name}/`, "")
        : join(dirname(page), link);
    const broken = links.filter(each => own(each).startsWith("..") || !existsSync(join(at, own(each))));
    expect(broken).toEqual([]);
    if (name === "cli") expect(links.length).toBeGreaterThan(100);
  });

  test("has nothing that cannot be imported", () => {
    const modules = globSync("{dist/src,generated}/**/*.js", { cwd: at }).filter(file => !startsSomething.test(file));
    const program = `for (const file of ${JSON.stringify(modules)}) await import("./" + file);`;
    writeFileSync(join(at, "import-all.js"), program);
    expect(run(process.execPath, ["import-all.js"], at)).toEqual({ status: 0, output: "" });
    rmSync(join(at, "import-all.js"));
  });

  test.each([
    ["publint", ["run", "--strict", "--pack", "false"]],
    ["attw", ["--profile", "esm-only", "--no-emoji"]],
  ])("is clean to %s", (tool, args) => {
    const { status, output } = run(tool, [...args, tarball(name)]);
    expect(status, output).toBe(0);
    if (tool === "publint") expect(output).toContain("All good!");
  });
});

/** The paths that a page links to. */
const linksOf = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map(([, link = ""]) => link)
    .filter(link => !/^[a-z]+:/.test(link));

/** Files that are programs: the command line, and what runs in a thread or process of its own. */
const startsSomething = /(\/main|-worker|-bootstrap|-child|\/supervise)\.js$/;

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

test("the tools bring the schemas of the metadata and of every extension, which nobody copies", () => {
  const shipped = (at: string) => globSync("schemas/**/*.json", { cwd: at }).sort();
  const known = shipped(join(repository, "packages/contract-tools"));
  expect(known).toEqual(expect.arrayContaining(["schemas/event-metadata.v1.schema.json"]));
  expect(shipped(join(consumer, "node_modules/@tributary/contract-tools"))).toEqual(known);
});

const binary = "node_modules/@tributary/cli/dist/bin/tributary.js";

test("the command line elsewhere checks contracts and generates from them", () => {
  cpSync(join(repository, "contracts"), join(consumer, "contracts"), { recursive: true });
  const tributary = (...args: string[]) => run(process.execPath, [binary, ...args]);
  expect(tributary("check", "--no-graph")).toEqual({ status: 0, output: "the contracts are clean\n" });
  expect(tributary("generate", "--check").output).toContain("up to date");
  expect(tributary("compat", "--against", "node_modules/@tributary/contracts")).toMatchObject({ status: 0 });
});

test("the command line elsewhere runs on the Node.js 24 that it brings, where the machine has an older one", () => {
  const olden = "data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '20.0.0' })";
  const started = () => run(process.execPath, ["--import", olden, binary, "--version"]);
  const { version } = readManifest(join(repository, "packages/cli"));
  expect(started()).toEqual({ status: 0, output: `${version}\n` });
  const brought = Object.keys(readManifest(join(repository, "packages/cli")).optionalDependencies ?? {});
  for (const name of brought) rmSync(join(consumer, "node_modules", name), { force: true });
  expect(started()).toEqual({ status: 2, output: expect.stringContaining("needs Node.js 24 or newer") });
});
