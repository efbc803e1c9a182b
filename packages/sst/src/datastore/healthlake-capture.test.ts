import type { Graph } from "@tributary/synth/graph";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluated, installed } from "../evaluated-program-fixture.ts";
import { assertGuardrails } from "../guardrails/assert-guardrails.ts";
import { resources } from "../guardrails/graph-view.ts";
import { statements } from "../guardrails/statements.ts";

/** Another company's program, with an existing data store and bus. */
const program = `
  const { createStack } = await import("@tributary/sst/create-stack");
  const { encryptedBus } = await import("@tributary/sst/encrypted-bus");
  const { existingDatastore } = await import("@tributary/sst/existing");
  const { healthlakeCapture } = await import("@tributary/sst/healthlake-capture");
  const { keyStatements } = await import("@tributary/sst/key-statements");
  const { accountId } = aws.getCallerIdentityOutput({});
  const { region } = aws.getRegionOutput({});
  const Statement = keyStatements({ accountId, region });
  const policy = $jsonStringify({ Version: "2012-10-17", Statement });
  const key = new aws.kms.Key("DataKey", { enableKeyRotation: true, policy });
  const stack = createStack({ sst, aws, key, production: false });
  const bus = { stack, contractName: "care", component: encryptedBus(stack, "CareBus") };
  const arn = "arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/0123456789abcdef0123456789abcdef";
  const sends = {
    "ResourceChanged.v1": { contract: { source: "care.changes", detailType: "ResourceChanged.v1" }, bus: "care" },
  };
  healthlakeCapture(bus, "Records", {
    datastore: existingDatastore(stack, "Store", arn), sends, handlers: "work", callsRecorded: false,
  });
`;

describe.skipIf(!installed)("the capture of a data store, in a program of its own", () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await evaluated(program, ["notices", "windows", "operate", "subscribeDatastore"]);
  });

  test("breaks no guardrail", () => {
    assertGuardrails(graph);
    expect(resources(graph, "Function").length).toBeGreaterThan(3);
  });

  test("names the ledger and the bus for notices after itself", () => {
    expect(resources(graph, "Table").map(({ name }) => name)).toEqual(["RecordsLedgerTable"]);
    expect(resources(graph, "EventBus").map(({ name }) => name)).toEqual(["CareBusBus", "RecordsNoticesBusBus"]);
  });

  test("creates no rule for calls if CloudTrail records none", () => {
    expect(resources(graph, "EventRule").map(({ name }) => name)).toEqual([
      "RecordsNoticesRule",
      "RecordsReconciliationRule",
    ]);
  });

  test("may publish only its own event and read only its data store", () => {
    const all = statements(graph).filter(({ kind }) => kind === "role");
    const stores = all.filter(({ actions }) => actions.some(action => action.startsWith("healthlake:")));
    expect(new Set(stores.flatMap(each => each.resources)).size).toBe(1);
    const putting = all.filter(({ actions }) => actions.includes("events:PutEvents"));
    expect(putting.map(({ owner }) => owner).sort()).toEqual([
      "RecordsNoticesConsumerRole",
      "RecordsOperatorRole",
      "RecordsWindowsConsumerRole",
    ]);
  });
});
