import { logPublications } from "@tributary/healthlake-capture/publication-log";
import { expect, it } from "vitest";
import { count, countLog, zero } from "./counters.ts";
import { progressText } from "./progress-text.ts";

const watched = {
  ...{ registryTable: "table", captureNames: ["capture"], clinicalBus: "bus", consumerRules: ["rule"] },
  ...{ consumer: "consumer", quarantineQueue: "reports" },
};

/** The lines about types. */
function typeLines(counters: ReturnType<typeof zero>): string[] {
  return progressText(counters, watched).split("\n").slice(2);
}

it("shows the highest counts first, and equal ones by name", () => {
  const counters = zero();
  for (const name of [
    "Basic",
    "Consent",
    "Account",
    "Consent",
    "Basic",
    "Consent",
    "Account",
    "Group",
    "List",
    "Media",
  ])
    count(counters, { kind: "healthlake:version", name, count: 1 }, watched);
  const [all, ...types] = typeLines(counters).map(text => text.replace(/ → .*/, ""));
  expect(all).toBe("FHIR versions: written 10");
  expect(types).toEqual([
    "Consent: written 3",
    "Account: written 2",
    "Basic: written 2",
    "Group: written 1",
    "List: written 1",
  ]);
});

it("shows the progress of the largest types, by what the consumer has finished", () => {
  const counters = zero();
  const take = (kind: string, name: string, count_: number, bodies?: readonly string[]) =>
    count(counters, { kind, name, count: count_, ...(bodies && { bodies: () => bodies }) }, watched);
  const body = (resourceType: string) => JSON.stringify({ detail: { data: { key: { resourceType } } } });
  take("healthlake:version", "Patient", 3);
  take("healthlake:version", "Group", 1);
  take("healthlake:version", "Subscription", 1);
  const lines: string[] = [];
  const info = (message: string, fields: object) => void lines.push(JSON.stringify({ message, ...fields }));
  logPublications({ info, warn() {}, error() {} }, { "Patient.published": 2, "Patient.quarantined": 1 });
  countLog(counters, "capture", lines.join("\n"), watched);
  const bodies = [body("Patient"), body("Patient"), '{"detail":{"data":{"key":{"patientId":"p"}}}}', "no event"];
  take("mapping:done", "consumer", 4, bodies);
  take("mapping:done", "another", 1, [body("Group")]);
  const shown = typeLines(counters);
  expect(shown.map(text => text.replace(/ · lag .*/, ""))).toEqual([
    "FHIR versions: written 4 → published 2 → applied 2 · duplicates suppressed 0 · quarantined 1",
    "Patient: written 3 → published 2 → applied 2 · duplicates suppressed 0 · quarantined 1",
    "Group: written 1 → published 0 → applied 0 · duplicates suppressed 0 · quarantined 0",
  ]);
  expect(shown[1]).toMatch(/lag p50 \d+ ms, p99 \d+ ms$/);
  expect(shown[2]).toMatch(/lag p50 –, p99 –$/);
});
