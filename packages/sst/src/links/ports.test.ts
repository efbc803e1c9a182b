import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Calls of every function that builds ports, each named by what it shows. */
const calls = {
  guarded: `consumerPorts("Billing", { service, receives: events("sequence") })`,
  claiming: `consumerPorts("Billing", { service, receives: events("eventId") })`,
  unlinked: `consumerPorts("Ledger", { service, receives: events("eventId") })`,
  large: `consumerPorts("Billing", { service, receives: events("sequence", true) })`,
  producer: `producerPorts("OrdersBus", { service, sends: events("eventId") })`,
  stranger: `producerPorts("OtherBus", { service, sends: events("eventId") })`,
  enricher: `enrichPorts({ service, sends: events("eventId", true) })`,
  keeper: `keepPorts("Orders")`,
  comparison: `comparisonPorts("Orders", { service, sends: events("eventId"), bus: "OrdersBus", key: ["pk"] })`,
  capture: `healthlakePorts("Records", {
    service, sends: events("eventId"), bus: "OrdersBus", contract: {}, datastore: "Store", budgetMs: 1_000,
  })`,
};

/** The members of each call's ports, or the error. In a process of its own, because links are read from the environment once. */
function foundPorts(links: readonly string[]): Readonly<Record<keyof typeof calls, readonly string[] | string>> {
  const script = `
    import { comparisonPorts, keepPorts } from "@tributary/sst/comparison-ports";
    import { consumerPorts } from "@tributary/sst/consumer-ports";
    import { healthlakePorts } from "@tributary/sst/healthlake-ports";
    import { enrichPorts, producerPorts } from "@tributary/sst/producer-ports";
    const service = "orders";
    const events = (dedupe, claimCheck) => ({ "OrderChanged.v1": { contract: { claimCheck }, delivery: { dedupe } } });
    const found = {};
    const find = (name, ports) => {
      try { found[name] = Object.keys(ports()).sort(); } catch ({ message }) { found[name] = message; }
    };
    ${Object.entries(calls)
      .map(([name, call]) => `find("${name}", () => ${call});`)
      .join("\n")}
    console.log(JSON.stringify(found));`;
  const link = JSON.stringify({ name: "n", url: "https://sqs.test/q", arn: "arn", id: "0".repeat(32) });
  const env = Object.fromEntries(["App", ...links].map(name => [`SST_RESOURCE_${name}`, link]));
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    ...{ encoding: "utf8", cwd: import.meta.dirname },
    env: { PATH: process.env.PATH, AWS_REGION: "us-east-1", ...env },
  });
  return JSON.parse(printed);
}

const found = foundPorts([
  ...["Quarantine", "QuarantineReports", "ClaimChecks", "BillingIdempotency", "OrdersBus"],
  ...["Orders", "OrdersStream", "OrdersPublished", "Store", "RecordsLedger"],
]);

test("gives a consumer claims and a payload store if its contracts ask for them", () => {
  expect(found.guarded).toEqual(["log", "quarantine"]);
  expect(found.claiming).toEqual(["idempotency", "log", "quarantine"]);
  expect(found.large).toEqual(["log", "payloads", "quarantine"]);
});

test("gives a producer its bus, and a pipe's enrichment a payload store without a bus", () => {
  expect(found.producer).toEqual(["log", "publish", "quarantine"]);
  expect(found.enricher).toEqual(["log", "payloads", "quarantine"]);
});

test("finds the resources of a comparison and of a capture by their names", () => {
  expect(found.keeper).toEqual(["states"]);
  expect(found.comparison).toEqual([
    ...["log", "now", "publish", "quarantine", "sendRequest", "sleep", "states", "table"],
  ]);
  expect(found.capture).toEqual([
    ...["client", "datastoreId", "eventNumbers", "hash", "ledger", "log", "now", "publishVersions", "quarantine"],
    ...["sendWindowMessage", "sleep", "windowMarks"],
  ]);
});

test("names a missing link", () => {
  expect(found.unlinked).toBe('"LedgerIdempotency" is not linked in your sst.config.ts');
  expect(found.stranger).toBe('"OtherBus" is not linked in your sst.config.ts');
});
