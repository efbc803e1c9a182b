import { createLagMeter } from "@tributary/cli/dev/lag-meter";
import { logPublications } from "@tributary/healthlake-capture/publication-log";
import { expect, it } from "vitest";
import { zero } from "./counters.ts";
import { progressText } from "./progress-text.ts";
import { addTo, countLog, countStep, noTypeCounts, topTypes } from "./type-counts.ts";

/** A line of the log as the capture writes it. */
function line(counts: Readonly<Record<string, number>>): string {
  const lines: string[] = [];
  const info = (message: string, fields: object) => void lines.push(JSON.stringify({ message, ...fields }));
  logPublications({ info, warn() {}, error() {} }, counts);
  return lines.join("\n");
}

it("counts from the capture's log lines which notices told nothing new, and from no other line", () => {
  const counts = noTypeCounts();
  countLog(
    counts,
    [
      line({ published: 2, "Patient.published": 2, suppressed: 4, "Patient.suppressed": 3, "Group.suppressed": 1 }),
      line({ "Patient.suppressed": 2 }),
      JSON.stringify({ message: "Another", "Patient.suppressed": 7 }),
      line({ "Patient.suppressed": 7 }).slice(0, 40),
    ].join("\n"),
  );
  expect(Object.fromEntries(counts.suppressed)).toEqual({ Patient: 5, Group: 1 });
  expect(Object.fromEntries(counts.published)).toEqual({ Patient: 2 });
});

it("shows the highest counts first, and equal ones by name", () => {
  const { written } = noTypeCounts();
  for (const type of ["B", "C", "A", "C", "B", "C"]) addTo(written, type, 1);
  addTo(written, "A", 1);
  expect(topTypes(written, 2)).toEqual([
    ["C", 3],
    ["A", 2],
  ]);
});

it("shows the progress of the largest types, by what the consumer has finished", () => {
  const types = noTypeCounts();
  const body = (resourceType: string) => JSON.stringify({ detail: { data: { key: { resourceType } } } });
  countStep(types, { kind: "healthlake:version", name: "Patient", count: 3 }, "consumer");
  countStep(types, { kind: "healthlake:version", name: "Group", count: 1 }, "consumer");
  countStep(types, { kind: "healthlake:version", name: "Subscription", count: 1 }, "consumer");
  countLog(types, line({ "Patient.published": 2, "Patient.quarantined": 1 }));
  const bodies = [body("Patient"), body("Patient"), '{"detail":{"data":{"key":{"patientId":"p"}}}}', "no event"];
  countStep(types, { kind: "mapping:done", name: "consumer", count: 4, bodies: () => bodies }, "consumer");
  countStep(types, { kind: "mapping:done", name: "another", count: 1, bodies: () => [body("Group")] }, "consumer");
  const lines = progressText({ counters: zero(), types, lag: createLagMeter() }).split("\n").slice(2);
  expect(lines.map(line => line.replace(/ · lag .*/, ""))).toEqual([
    "FHIR versions: written 4 → published 2 → applied 2 · duplicates suppressed 0 · quarantined 1",
    "Patient: written 3 → published 2 → applied 2 · duplicates suppressed 0 · quarantined 1",
    "Group: written 1 → published 0 → applied 0 · duplicates suppressed 0 · quarantined 0",
  ]);
  expect(lines[1]).toMatch(/lag p50 \d+ ms, p99 \d+ ms$/);
  expect(lines[2]).toMatch(/lag p50 –, p99 –$/);
});
