import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommandLine } from "../command-line-fixture.ts";
import { importEvents } from "../import/import-events.ts";
import { repositoryFiles } from "../init/repository-files.ts";
import { writeNewFolder } from "../init/write-new-folder.ts";
import { type LoadedConfig, loadConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { addEvent } from "./add-event.ts";
import { addService } from "./add-service.ts";
import { reportText } from "./report.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "tributary-add-")));
const started = process.cwd();
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => process.chdir(started));

/** Every file of a folder, with its text. */
const snapshot = () =>
  new Map(
    readdirSync(".", { recursive: true, encoding: "utf8" })
      .filter(name => !name.startsWith("node_modules") && statSync(name).isFile())
      .sort()
      .map(name => [name, readFileSync(name, "utf8")]),
  );

const event = async (name: string, options = {}) => reportText(await addEvent(await loadConfig(), name, options));
const service = async (name: string, options = {}) => reportText(await addService(await loadConfig(), name, options));

describe("in a new repository", () => {
  const root = join(folder, "clinic");
  beforeEach(async () => {
    rmSync(root, { recursive: true, force: true });
    await writeNewFolder(root, repositoryFiles({ name: "clinic", sourcePrefix: "com.acme.", tarballs: [] }));
    symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
    process.chdir(root);
  });

  test("an event, its sender and its receiver are written, generated, and what is left is said", async () => {
    const report = await event("InvoiceChanged", { service: "billing" });
    expect(report).toContain("Added InvoiceChanged.v1, sent by billing:\n  contracts/asyncapi.yaml\n");
    expect(report).toContain("npx tributary add service billing --sends InvoiceChanged");
    await service("billing", { sends: "InvoiceChanged" });
    await service("ledger", { receives: "InvoiceChanged.v1, VisitChanged" });
    expect(readFileSync("infra/program.ts", "utf8")).toContain(
      "visits(bus);\nagenda(bus);\nbilling(bus);\nledger(bus);\n",
    );
    expect(readFileSync("contracts/generated/ledger.operations.js", "utf8")).toContain(
      `"InvoiceChanged.v1": { contract`,
    );
    expect(readFileSync("services/billing/item.ts", "utf8")).toContain("invoiceId: item.invoiceId,");
    expect(readFileSync("services/ledger/handler.ts", "utf8")).toContain(`"VisitChanged.v1": {`);
    // Of events without a sequence each is kept, within a claim.
    await event("WardChanged", { service: "wards" });
    const document = readFileSync("contracts/asyncapi.yaml", "utf8");
    const from = document.indexOf("wardsSendsWardChanged");
    const unordered = document.slice(from).replace("order: sequence", "order: none");
    writeFileSync("contracts/asyncapi.yaml", document.slice(0, from) + unordered);
    // What others publish is called as they call it.
    const order = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", properties: {} };
    writeFileSync("order.placed.json", JSON.stringify(order));
    const asked = { source: "com.partner.shop", bus: "events", receivers: [], classification: "phi", dryRun: false };
    await importEvents(await loadConfig(), ["order.placed.json"], asked);
    await service("letters", { receives: "WardChanged,VisitChanged,OrderPlaced" });
    const handler = readFileSync("services/letters/handler.ts", "utf8");
    for (const key of ["WardChanged.v1", "order.placed"]) expect(handler).toContain(`"${key}": async (event`);
    const { status, stdout } = spawnSync("tsc", ["-p", "."], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });

  test.each([
    ["an event", (loaded: LoadedConfig) => addEvent(loaded, "BetaChanged", {})],
    ["a service", (loaded: LoadedConfig) => addService(loaded, "letters", { receives: "VisitChanged" })],
  ])("of an event and %s at once, one is refused and the other is whole", async (_, other) => {
    const before = readFileSync("contracts/asyncapi.yaml", "utf8");
    const loaded = await loadConfig();
    // Both read before either of them waits for anything.
    const ends = await Promise.allSettled([addEvent(loaded, "AlphaChanged", {}), other(loaded)]);
    const refused = ends.filter(({ status }) => status === "rejected");
    expect(refused).toEqual([
      expect.objectContaining({
        reason: new UsageError("nothing was written: contracts/asyncapi.yaml has changed meanwhile; run this again"),
      }),
    ]);
    const document = readFileSync("contracts/asyncapi.yaml", "utf8");
    expect(document.length).toBeGreaterThan(before.length);
    const has = [document.includes("AlphaChanged"), /BetaChanged|lettersReceives/.test(document)];
    expect(has).toEqual(ends.map(({ status }) => status === "fulfilled"));
    expect(existsSync("services/letters") || existsSync("contracts/schemas/beta-changed.v1.schema.json")).toBe(has[1]);
  });

  test("an event is refused while another process adds something", async () => {
    mkdirSync(".tributary/writing", { recursive: true });
    writeFileSync(`.tributary/writing/${process.ppid}`, "");
    await refused(() => event("AlphaChanged"), `process ${process.ppid} is writing here`);
    await refused(() => service("letters", { receives: "VisitChanged" }), `process ${process.ppid} is writing here`);
  });

  test("a process that is killed half-way leaves nothing, once check has run", async () => {
    const before = snapshot();
    const killed = `import fs from "node:fs"; import { syncBuiltinESMExports } from "node:module";
      const { renameSync } = fs;
      fs.renameSync = (from, to) => {
        renameSync(from, to);
        if (to.endsWith("visits.operations.js")) process.kill(process.pid, "SIGKILL");
      };
      syncBuiltinESMExports();`;
    const binary = join(repository, "packages/cli/bin/tributary.js");
    const preload = `data:text/javascript,${encodeURIComponent(killed)}`;
    const add = ["--import", preload, binary, "add", "event", "InvoiceChanged"];
    expect(spawnSync(process.execPath, add).signal).toBe("SIGKILL");
    expect(readFileSync("contracts/generated/visits.operations.js", "utf8")).toContain("InvoiceChanged");
    const { status, stderr } = await runCommandLine(root, ["check", "--no-graph"]);
    expect([status, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^tributary: undid what an interrupted command had begun to write: \d+ files .*\n.*clean\n$/,
      ),
    ]);
    expect(snapshot()).toEqual(before);
  });

  test("somebody's own schema of an event's name is not overwritten", async () => {
    writeFileSync("contracts/schemas/invoice-changed.v1.schema.json", "mine");
    await refused(() => event("InvoiceChanged"), "contracts/schemas/invoice-changed.v1.schema.json");
  });

  test("a second version has operations of its own name", async () => {
    const report = await event("VisitChanged.v2");
    expect(report).toContain("npx tributary add service NAME --receives VisitChanged.v2");
    expect(report).toContain("npx tributary synth");
    const document = readFileSync("contracts/asyncapi.yaml", "utf8");
    expect(document).toContain("\n  visitChangedV2:\n");
    expect(document).toContain("\n  visitsSendsVisitChangedV2:\n");
    await expect(service("letters", { receives: "VisitChanged" })).rejects.toThrow(
      "VisitChanged has several versions: name one of VisitChanged.v1, VisitChanged.v2",
    );
    await expect(service("letters", { receives: "Other" })).rejects.toThrow(
      "there are VisitChanged.v1, VisitChanged.v2",
    );
  });

  test("an event on a bus of its own leaves the bus to do", async () => {
    expect(await event("InvoiceChanged", { service: "billing", bus: "money" })).toContain(
      "Make the bus money in the program: no other event is on it.",
    );
    expect(await event("RefundChanged", { service: "refunds", bus: "money" })).not.toContain("Make the bus");
  });

  test("a second version begins as a copy of the newest one, under its own names", async () => {
    await event("VisitChanged.v2");
    const read = (path: string) => readFileSync(`contracts/${path}`, "utf8");
    for (const path of readdirSync("contracts", { recursive: true, encoding: "utf8" }))
      if (path.startsWith("examples/visit-changed.v1/") && path.endsWith(".json"))
        expect(read(path.replace(".v1", ".v2"))).toBe(
          read(path).replaceAll(".v1.schema", ".v2.schema").replaceAll("metadata.v2", "metadata.v1"),
        );
    const former = read("schemas/visit-changed.v1.schema.json");
    const ids = (text: string) =>
      text.replaceAll("VisitChangedV1", "VisitChangedV2").replaceAll("visit-changed.v1", "visit-changed.v2");
    expect(read("schemas/visit-changed.v2.schema.json")).toBe(ids(former));
  });

  test("a service that is there gets told what to write to receive or send another event", async () => {
    await event("InvoiceChanged", { service: "visits" });
    const before = snapshot();
    const told = await service("agenda", { receives: "InvoiceChanged" }).catch((error: Error) => error.message);
    expect(told).toMatch(/there is a service agenda already: .*services\/agenda\. Nothing was written/);
    expect(told).toContain("  agendaReceivesInvoiceChanged:\n    action: receive\n");
    expect(told).toContain('  "InvoiceChanged.v1": {\n    guarded: (event, { dependencies }) =>');
    await expect(service("visits", { sends: "InvoiceChanged" })).rejects.toThrow(
      "Make InvoiceChanged.v1 of an item's change in the mapping of services/visits.",
    );
    expect(snapshot()).toEqual(before);
  });

  test("a service whose program is written in another way gets its line told", async () => {
    writeFileSync("infra/program.ts", "export const outputs = {};\n");
    expect(await service("letters", { receives: "VisitChanged" })).toContain(
      'import { letters } from "../services/letters/infra.ts"; … letters(bus);',
    );
  });

  const wrongEvents: [string, string, object, string][] = [
    [
      "a name in small letters",
      "invoiceChanged",
      {},
      "invoiceChanged is no name of an event: write it like InvoiceChanged",
    ],
    ["a name with a path", "../Invoice", {}, "is no name of an event"],
    ["a name that every object has", "Constructor", {}, "Constructor cannot be the name of an event"],
    ["a name in other capitals", "Visitchanged", {}, "there is an event VisitChanged.v1: a name that differs"],
    ["version 0", "Invoice.v0", {}, "is no name of an event"],
    ["an event that is there", "VisitChanged", {}, "there is an event VisitChanged.v1 already"],
    [
      "a service in capitals",
      "InvoiceChanged",
      { service: "Billing" },
      "Billing is no name of a service: write it like patient-letters",
    ],
    ["a bus in capitals", "InvoiceChanged", { bus: "Events" }, "Events is no name of a bus"],
  ];
  test.each(wrongEvents)("refuses %s, and writes nothing", async (_, name, options, message) => {
    await refused(() => event(name, options), message);
  });

  const wrongServices: [string, string, object, string][] = [
    ["neither", "letters", {}, "say what the service does: --receives EVENT[,EVENT], or --sends EVENT"],
    [
      "both",
      "letters",
      { receives: "VisitChanged", sends: "VisitChanged" },
      "--receives and --sends exclude each other",
    ],
    ["a name of a component", "quarantine", { receives: "VisitChanged" }, "called like the component Quarantine of"],
    ["a name of a part", "agenda-queue", { receives: "VisitChanged" }, "called like the component AgendaQueue of"],
    ["a name with a path", "../letters", { receives: "VisitChanged" }, "is no name of a service"],
    [
      "a service that is there",
      "agenda",
      { receives: "VisitChanged" },
      "there is a service agenda already: services/agenda",
    ],
    [
      "an event that is nearly there",
      "letters",
      { receives: "VisitChaged" },
      "there is no event VisitChaged: did you mean VisitChanged?",
    ],
    ["an event that is not there", "letters", { receives: "Other" }, "there is no event Other: there are VisitChanged"],
    ["an empty event", "letters", { receives: "VisitChanged," }, 'there is no event "": there are VisitChanged'],
    [
      "another's event",
      "letters",
      { sends: "VisitChanged" },
      "VisitChanged.v1 is sent by visits: an event has one sender",
    ],
  ];
  test.each(wrongServices)("refuses %s, and writes nothing", async (_, name, options, message) => {
    await refused(() => service(name, options), message);
  });

  test("refuses a service whose components another's would be, before the program has them", async () => {
    await service("x-1y", { receives: "VisitChanged" });
    await refused(() => service("x1y", { receives: "VisitChanged" }), "x1y would be called like the service x-1y");
  });

  test("refuses a service beside a broken package.json, and takes one that begins with a byte order mark", async () => {
    const text = readFileSync("package.json", "utf8");
    writeFileSync("package.json", "{");
    await refused(() => service("letters", { receives: "VisitChanged" }), "nothing was written: package.json:1:2 ");
    writeFileSync("package.json", `\ufeff${text}`);
    await service("letters", { receives: "VisitChanged" });
    expect(readFileSync("services/letters/entry.ts", "utf8")).toContain('from "#contracts/visit-changed.v1"');
  });

  test("says what is in the way of what is generated", async () => {
    rmSync("contracts/generated", { recursive: true, force: true });
    writeFileSync("contracts/generated", "");
    await refused(() => event("InvoiceChanged"), "nothing was written: contracts/generated is no folder");
  });

  test.each([
    ["in a folder of another name", "api/contracts", "api/contracts"],
    ["beside the repository", "../shared contracts", "../shared contracts"],
    ["behind a link", "contracts", "real"],
  ])("adds to contracts %s", async (_, contracts, real) => {
    rmSync(real, { recursive: true, force: true });
    mkdirSync(join(real, ".."), { recursive: true });
    renameSync("contracts", real);
    if (real !== contracts) symlinkSync(real, contracts);
    const loaded = { config: { sourcePrefix: "com.acme.", contracts }, folder: "." };
    await addEvent(loaded, "InvoiceChanged", {});
    await addService(loaded, "letters", { receives: "InvoiceChanged" });
    expect(existsSync(join(real, "schemas/invoice-changed.v1.schema.json"))).toBe(true);
    expect(readFileSync(join(real, "generated/letters.operations.js"), "utf8")).toContain("InvoiceChanged");
    expect(lstatSync(contracts).isSymbolicLink()).toBe(real !== contracts);
    expect(existsSync(".tributary")).toBe(false);
  });

  test("adds nothing to contracts that are broken", async () => {
    edit("contracts/asyncapi.yaml", "channels:", "channels: {");
    await refused(() => event("InvoiceChanged"), "mend the contracts first: contracts/asyncapi.yaml:");
  });

  test("adds nothing that would make contracts unclean", async () => {
    edit("contracts/asyncapi.yaml", "detailType: VisitChanged.v1", "detailType: VisitChanged.v1\n      unknown: true");
    await refused(() => event("InvoiceChanged"), "the contracts would not be clean: contracts/asyncapi.yaml:");
  });

  async function refused(work: () => Promise<unknown>, message: string) {
    const before = snapshot();
    await expect(work()).rejects.toThrow(message);
    expect(snapshot()).toEqual(before);
  }
});

test("in this repository, what is added is typed and formatted", async () => {
  const root = join(folder, "tributary");
  const needed = [
    "contracts",
    "infra/program.ts",
    "services/patient-timeline",
    "tributary.config.ts",
    "package.json",
    "biome.json",
    "tsconfig.json",
  ];
  for (const name of needed) cpSync(join(repository, name), join(root, name), { recursive: true });
  process.chdir(root);
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  const before = new Set(snapshot().keys());
  await event("WardChanged", { service: "wards" });
  await service("wards", { sends: "WardChanged" });
  await service("letters", { receives: "WardChanged,PatientRecordChanged,FhirResourceChanged" });
  const added = [...snapshot().keys()].filter(name => !before.has(name) && !name.includes("generated"));
  expect(added).toContain("services/letters/entry.test.ts");
  const formatted = spawnSync("biome", ["check", ...added, "infra/program.ts"], { encoding: "utf8" });
  expect([formatted.status, formatted.stdout + formatted.stderr]).toEqual([0, expect.any(String)]);
}, 60_000);

function edit(file: string, from: string, to: string) {
  const before = readFileSync(file, "utf8");
  expect(before).toContain(from);
  writeFileSync(file, before.replace(from, to));
}
