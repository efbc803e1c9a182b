import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkContracts } from "../check/check-contracts.ts";
import { generateContracts } from "../emit/generate-contracts.ts";
import { formatDiagnostics } from "../report/format-diagnostics.ts";
import type { ProgramNow } from "./graph-age.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-unwired-"));
  cpSync(join(repository, "contracts"), join(folder, "contracts"), { recursive: true });
  cpSync(join(repository, "infra/graph.json"), join(folder, "graph.json"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const edit = (file: string, change: (text: string) => string) => {
  const path = join(folder, file);
  const [before, after] = [readFileSync(path, "utf8"), change(readFileSync(path, "utf8"))];
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};
const check = (programNow?: () => Promise<ProgramNow | undefined>) =>
  checkContracts(join(folder, "contracts"), {
    graph: join(folder, "graph.json"),
    ...(programNow !== undefined && { programNow }),
  });
const saidOf = (now?: ProgramNow) => said(async () => now);
const said = async (programNow?: () => Promise<ProgramNow | undefined>) =>
  (await check(programNow)).map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);

/** A receive operation of one more service. */
const received = (service: string, name: string, channel: string) => `  ${name}:
    action: receive
    channel:
      $ref: "#/channels/${channel}"
    x-service: ${service}
    x-delivery: { order: none, dedupe: eventId, maxAge: PT1H }
`;
const billing = received("billing", "billingReceivesAddressChanged", "addressChanged");

test("a service that has no function in the program is not wired yet, and gets the lines to write", async () => {
  edit("contracts/asyncapi.yaml", text => text.replace("\ncomponents:", `${billing}\ncomponents:`));
  const found = await check();
  expect(found.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
    ["not-wired-yet", "warning", "billing receives AddressChanged.v1 by contract, but not in the program yet"],
  ]);
  expect(formatDiagnostics(found, "stylish")).toMatch(
    /^Not wired yet: write these lines in the program, then run `npx tributary generate` and `npx tributary synth`\n\n {2}.*asyncapi\.yaml:\d+:3 warning billing receives [\s\S]*\n {4}import \{ receives \} from "@tributary\/contracts\/billing\.operations";\n {4}import \{ subscribe \} from "@tributary\/sst\/subscribe";\n {4}subscribe\(bus, "Billing", \{ receives, handler: "services\/billing\/handler\.consume", atOnce: 2 \}\);\n/,
  );
});

test("a service that the program has lacks nothing while its event was never released, and a released one", async () => {
  edit("contracts/asyncapi.yaml", text =>
    text.replace(
      "\ncomponents:",
      `${received("healthlake-changes", "healthlakeChangesReceivesAddressChanged", "addressChanged")}\ncomponents:`,
    ),
  );
  expect(await said()).toEqual([
    expect.stringMatching(/^error reception-without-rule: no rule in .*graph\.json delivers AddressChanged\.v1 to /),
  ]);
  rmSync(join(folder, "contracts/released/address-changed.v1"), { recursive: true });
  expect(await said()).toEqual([
    "warning not-wired-yet: healthlake-changes receives AddressChanged.v1 by contract, but not in the program yet",
  ]);
});

test("a missing rule says which rules of the bus select the event, and where each leads", async () => {
  edit("graph.json", text => text.replace('[\\"AddressChanged.v1\\"]}"', '[\\"AdressChanged.v1\\"]}"'));
  expect(await said()).toContainEqual(
    expect.stringMatching(
      /delivers AddressChanged\.v1 to fhir-sync: of the 8 rules on the bus ClinicalBusBus RegistryPublishedAddressChanged\.v1Rule leads to patient-registry, TimelineAddressChanged\.v1Rule leads to patient-timeline, and 6 select other events$/,
    ),
  );
});

test("a rule that leads to a function of no service is a fault, and the function is named", async () => {
  edit("graph.json", text => text.replaceAll("services/fhir-sync/handler", "services/fhirsync/handler"));
  const found = await said();
  expect(found).toContainEqual(
    expect.stringContaining("FhirSyncConsumerFunction (services/fhirsync/handler.consume), which names no service"),
  );
  expect(found.every(each => each.startsWith("error"))).toBe(true);
});

test("an event that the program delivers and no contract receives is a finding", async () => {
  edit("contracts/asyncapi.yaml", text => text.replace(/ {2}fhirSyncReceivesAddressChanged:\n( {4}.*\n)+/, ""));
  expect(await said()).toEqual([
    "error rule-without-reception: the rule FhirSyncAddressChanged.v1Rule delivers AddressChanged.v1 to fhir-sync, but no receive operation says so",
  ]);
});

test("before there is any bus, nothing is a fault but a slip in its name", async () => {
  edit("graph.json", text => text.replaceAll("ClinicalBus", "OrdersBus"));
  expect(new Set((await check()).map(({ severity }) => severity))).toEqual(new Set(["error"]));
  rmSync(join(folder, "contracts/released"), { recursive: true });
  edit("graph.json", () => '{ "app": "a", "stage": "s", "resources": [], "links": {} }');
  const found = await said();
  expect(found).toContain('warning not-wired-yet: the program has no bus "clinical" yet');
  expect(found.filter(each => !each.startsWith("warning not-wired-yet"))).toEqual([]);
  edit("graph.json", () =>
    JSON.stringify({
      resources: [{ name: "ClincalBus", type: "aws:cloudwatch/eventBus:EventBus", inputs: { name: "x" } }],
    }),
  );
  expect(await said()).toContainEqual(expect.stringMatching(/^error bus-unknown/));
});

test("a bus that is there already is known by its link", async () => {
  const arn = "arn:aws:events:us-east-1:000000000000:event-bus/shared/clinical-events";
  edit("graph.json", text => {
    const graph = JSON.parse(text);
    const bus = graph.resources.find(({ name }: { name: string }) => name === "ClinicalBusBus");
    const moved = JSON.stringify({ ...graph, resources: graph.resources.filter((each: unknown) => each !== bus) });
    return moved.replaceAll(bus.outputs.arn, arn).replaceAll(`"${bus.inputs.name}"`, '"shared/clinical-events"');
  });
  expect(await said()).toEqual([]);
});

test.each([
  [
    "a # import of the repository",
    { imports: { "#contracts/*": "./contracts/generated/*.js" } },
    "#contracts/billing.operations",
  ],
  ["its path from a service", {}, "../../contracts/generated/billing.operations.js"],
])("the lines to write import by %s", async (_how, manifest, from) => {
  rmSync(join(folder, "contracts/package.json"));
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  edit("contracts/asyncapi.yaml", text => text.replace("\ncomponents:", `${billing}\ncomponents:`));
  expect((await check())[0]?.fix).toContain(`import { receives } from "${from}";\n`);
});

test("is not asked what the program is now while the graph lacks nothing", async () => {
  expect(await said(() => Promise.reject(new Error("asked")))).toEqual([]);
});

describe("a graph that is older than what was wired since", () => {
  const wires = 'import { receives } from "#contracts/billing.operations";';
  const older = (than: string) => `warning graph-stale: the graph is older than ${than}`;
  const open = "warning not-wired-yet: billing receives AddressChanged.v1 by contract, but not in the program yet";
  const graph = () => readFileSync(join(folder, "graph.json"), "utf8");
  /** With what makes it a graph with a consumer `billing`, and its rule. */
  const wired = () => {
    const all = JSON.parse(graph());
    const copies = all.resources
      .filter(({ name }: { name: string }) => /^FhirSync(AddressChanged|Consumer|Queue)/.test(name))
      .map((each: unknown) =>
        JSON.parse(
          JSON.stringify(each)
            .replaceAll(/FhirSync(?!Store)/g, "Billing")
            .replaceAll(/fhir-sync|fhirsync/g, "billing"),
        ),
      );
    return JSON.stringify({ ...all, resources: [...all.resources, ...copies] });
  };
  beforeEach(async () => {
    edit("contracts/asyncapi.yaml", text => text.replace("\ncomponents:", `${billing}\ncomponents:`));
    await generateContracts(join(folder, "contracts"));
  });

  test("is called so when the program gives another one, and what it has is no longer asked for", async () => {
    expect(await saidOf({ graph: wired(), sources: [] })).toEqual([older("the program")]);
    const found = await check(async () => ({ graph: wired(), sources: [] }));
    expect(formatDiagnostics(found, "stylish")).toContain("fix: run `npx tributary synth`\n");
  });

  test("is called so when the program imports what the graph lacks, where it cannot be evaluated", async () => {
    expect(await saidOf({ sources: [wires] })).toEqual([older("the program, which wires billing")]);
    expect(await saidOf({ sources: [wires.replace("receives", "service")] })).toEqual([open]);
    expect(await saidOf({ sources: [wires.replace("billing", "filling")] })).toEqual([open]);
  });

  test("is not called so when the program gives the same", async () => {
    expect(await saidOf({ graph: graph(), sources: [wires] })).toEqual([open]);
    expect(await saidOf(undefined)).toEqual([open]);
  });

  test("is called older than the contracts while the modules are to be generated", async () => {
    edit("contracts/asyncapi.yaml", text => text.replace("maxAge: PT1H }", "maxAge: PT2H }"));
    const found = await check(async () => ({ graph: graph(), sources: [wires] }));
    expect(found.map(({ message, fix }) => [message, fix])).toEqual([
      ["the graph is older than the contracts of billing", "run `npx tributary generate`, then `npx tributary synth`"],
    ]);
  });

  test("says of a fault that it has alone that the program has it no more", async () => {
    const sound = wired();
    edit("graph.json", () => sound.replace('[\\"AddressChanged.v1\\"]}"', '[\\"AdressChanged.v1\\"]}"'));
    const found = await check(async () => ({ graph: sound, sources: [] }));
    const faults = found.filter(({ rule }) => rule === "reception-without-rule");
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.map(({ fix }) => fix)).toEqual(
      faults.map(() => "the program has this fault no more: run `npx tributary synth`"),
    );
  });
});
