import { logQuarantined } from "@tributary/bus/quarantine-log";
import { logPublications } from "@tributary/healthlake-capture/publication-log";
import { expect, it } from "vitest";
import { captured, count, countLog, zero } from "./counters.ts";

const watched = {
  ...{ registryTable: "table", captureNames: ["capture"], clinicalBus: "bus", consumerRules: ["rule"] },
  ...{ consumer: "consumer", quarantineQueue: "reports" },
};

it("counts a message that the consumer set aside as quarantined, not as applied", () => {
  const counters = zero();
  const lines: string[] = [];
  const error = (message: string, fields: object) =>
    void lines.push(JSON.stringify({ level: "ERROR", message, ...fields }));
  logQuarantined({ info() {}, warn() {}, error }, { recordId: "r", contract: null });
  const said = lines.join("\n");
  countLog(counters, "consumer", `${said}\n{"message":"Another"}\n`, watched);
  countLog(counters, "capture", said, watched);
  count(counters, { kind: "sqs:sent", name: "reports", count: 1 }, watched);
  expect(counters).toMatchObject({ quarantined: 1, applied: 0 });
  count(counters, { kind: "mapping:done", name: "consumer", count: 3 }, watched);
  count(counters, { kind: "mapping:done", name: "consumer", count: 2 }, watched);
  expect(counters).toMatchObject({ quarantined: 1, applied: 4 });
});

/** A log line of the capture. */
function line(counts: Readonly<Record<string, number>>): string {
  const lines: string[] = [];
  const info = (message: string, fields: object) => void lines.push(JSON.stringify({ message, ...fields }));
  logPublications({ info, warn() {}, error() {} }, counts);
  return lines.join("\n");
}

it("counts from the capture's log lines which notices told nothing new, and from no other line", () => {
  const counters = zero();
  const lines = [
    line({ published: 2, "Patient.published": 2, suppressed: 4, "Patient.suppressed": 3, "Group.suppressed": 1 }),
    line({ "Patient.suppressed": 2 }),
    JSON.stringify({ message: "Another", "Patient.suppressed": 7 }),
    line({ "Patient.suppressed": 7 }).slice(0, 40),
  ];
  countLog(counters, "capture", lines.join("\n"), watched);
  const of = (step: "suppressed" | "published") =>
    Object.fromEntries([...counters.types].map(([type, counts]) => [type, counts[step]]));
  expect(of("suppressed")).toEqual({ Patient: 5, Group: 1 });
  expect(of("published")).toEqual({ Patient: 2, Group: 0 });
});

it("counts a version both among all changes and by its type, and what a capture is done with once", () => {
  const counters = zero();
  count(counters, { kind: "dynamodb:record", name: "table", count: 2 }, watched);
  count(counters, { kind: "dynamodb:record", name: "another", count: 5 }, watched);
  count(counters, { kind: "healthlake:version", name: "Patient", count: 3 }, watched);
  count(counters, { kind: "healthlake:version", name: "Subscription", count: 1 }, watched);
  expect([counters.written, counters.types.get("Patient")?.written, counters.types.size]).toEqual([5, 3, 1]);
  count(counters, { kind: "mapping:done", name: "capture", count: 4 }, watched);
  count(counters, { kind: "pipes:done", name: "another", count: 4 }, watched);
  expect([captured(counters, watched), counters.applied]).toEqual([4, 0]);
  expect(counters.done).toEqual(new Map(Object.entries({ capture: 4, another: 4 })));
});
