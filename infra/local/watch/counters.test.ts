import { logQuarantined } from "@tributary/bus/quarantine-log";
import { expect, it } from "vitest";
import { count, countSetAside, zero } from "./counters.ts";

const watched = {
  ...{ registryTable: "table", captureNames: ["capture"], clinicalBus: "bus", consumerRules: ["rule"] },
  ...{ consumer: "consumer", quarantineQueue: "reports" },
};

it("counts a message that the consumer has set aside as quarantined, and not as applied", () => {
  const counters = zero();
  const lines: string[] = [];
  const error = (message: string, fields: object) =>
    void lines.push(JSON.stringify({ level: "ERROR", message, ...fields }));
  logQuarantined({ info() {}, warn() {}, error }, { recordId: "r", contract: null });
  const said = lines.join("\n");
  countSetAside(counters, "consumer", `${said}\n{"message":"Another"}\n`, watched);
  countSetAside(counters, "capture", said, watched);
  count(counters, { kind: "sqs:sent", name: "reports", count: 1 }, watched);
  expect(counters).toMatchObject({ quarantined: 1, applied: 0 });
  count(counters, { kind: "mapping:done", name: "consumer", count: 3 }, watched);
  count(counters, { kind: "mapping:done", name: "consumer", count: 2 }, watched);
  expect(counters).toMatchObject({ quarantined: 1, applied: 4 });
});
