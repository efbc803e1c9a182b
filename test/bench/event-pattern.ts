import { compile } from "@tributary/event-pattern/compile";
import { createIndex } from "@tributary/event-pattern/create-index";
import { match } from "@tributary/event-pattern/match";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { hostilePatterns } from "./hostile-patterns.ts";

interface Bench {
  name: string;
  rows: { label: string; value: string }[];
}

const SAMPLES = 41;

/** What matching costs: 14 typical rules against reading the event, 5,000 exact rules against 5, and the worst wildcard. */
export async function eventPattern(): Promise<Bench> {
  const text = JSON.stringify(event("Patient/17"));
  const parsed = JSON.parse(text) as unknown;
  const typical = indexOf(typicalRules());
  const few = indexOf(exactRules(5));
  const many = indexOf(exactRules(5_000));
  const hit = event("Patient/3");
  const hostile = hostileWildcard();

  const crowded = hostileWildcards();

  const [parse, rules, small, large, wildcard, wildcards] = medians([
    [2_000, () => JSON.parse(text)],
    [2_000, () => typical.match(parsed)],
    [2_000, () => few.match(hit)],
    [2_000, () => many.match(hit)],
    [1, () => match(hostile.pattern, hostile.event)],
    [1, () => match(crowded.pattern, crowded.event)],
  ]) as [number, number, number, number, number, number];

  return {
    name: "event-pattern",
    rows: [
      { label: `JSON.parse of the event (${text.length} characters)`, value: micros(parse) },
      { label: "14 typical rules, one parsed event", value: micros(rules) },
      { label: "14 typical rules / JSON.parse (aim: at most 0.1)", value: ratio(rules, parse) },
      { label: "5 exact rules", value: micros(small) },
      { label: "5,000 exact rules", value: micros(large) },
      { label: "5,000 exact rules / 5 (aim: at most 5)", value: ratio(large, small) },
      {
        label: "worst wildcard: 4,096-character pattern, 256 KB event (aim: under 10 ms)",
        value: `${(wildcard / 1e6).toFixed(2)} ms`,
      },
      {
        label: "as many wildcards as 4,096 characters hold, 256 KB event (aim: under 10 ms)",
        value: `${(wildcards / 1e6).toFixed(2)} ms`,
      },
      ...hostilePatterns().map(hostileRow),
    ],
  };
}

/** Compiling at first is left out: a rule is compiled when it is put, and a tree of it made at its first event. */
function hostileRow({ label, pattern, event }: ReturnType<typeof hostilePatterns>[number]) {
  const text = JSON.stringify(event);
  const parsed = JSON.parse(text) as unknown;
  const compiled = compile(pattern);
  const [compiling, matching, parsing] = medians(
    [
      [1, () => compile(pattern)],
      [1, () => match(compiled, parsed)],
      [1, () => JSON.parse(text)],
    ],
    11,
  ) as [number, number, number];
  const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(2)} ms`;
  return {
    label: `hostile: ${label} (aim: under 10 ms)`,
    value: `${ms(matching)}, ${(matching / parsing).toFixed(1)}x JSON.parse; compiled in ${ms(compiling)}`,
  };
}

/** Nanoseconds a call, as the median over samples that take turns, so that a busy moment hits all alike. */
function medians(tasks: readonly (readonly [calls: number, task: () => unknown])[], rounds = SAMPLES): number[] {
  const samples = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, [calls, task]] of tasks.entries()) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) task();
      samples[i]?.push(Number(process.hrtime.bigint() - start) / calls);
    }
  }
  return samples.map(sample => sample.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN);
}

function indexOf(patterns: readonly unknown[]) {
  const index = createIndex<number>();
  for (const [i, pattern] of patterns.entries()) index.add(i, pattern);
  return index;
}

function event(subject: string) {
  return {
    version: "0",
    id: "6f0c9bb2-4f2e-4a3e-9d0a-1f3f5b7c9d11",
    "detail-type": "PatientRecordChanged.v1",
    source: "tributary.patient-registry",
    account: "000000000000",
    time: "2026-01-02T03:04:05Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      metadata: {
        eventId: "0123456789abcdef0123456789abcdef",
        occurredAt: "2026-01-02T03:04:05.000Z",
        publishedAt: "2026-01-02T03:04:05.250Z",
        subject,
        sequence: "0".repeat(39),
        correlationId: "8d1f3c55-8b1c-4a8e-bb0f-5a3e1c9d2b77",
        causationId: "8d1f3c55-8b1c-4a8e-bb0f-5a3e1c9d2b78",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        dataschema: "patient-record-changed.v1",
      },
      data: {
        change: "updated",
        patientId: "17",
        before: {
          familyName: "Example",
          givenNames: ["A", "B"],
          birthDate: "1970-01-01",
          active: true,
          identifiers: [],
        },
        after: {
          familyName: "Example",
          givenNames: ["A", "C"],
          birthDate: "1970-01-01",
          active: true,
          identifiers: [],
        },
      },
    },
  };
}

/** The rules of a bus that several services share; the event matches 3 of them. */
function typicalRules(): unknown[] {
  const received = (source: string, ...detailTypes: string[]) => ({ source: [source], "detail-type": detailTypes });
  const registry = "tributary.patient-registry";
  return [
    received(registry, "PatientRecordChanged.v1"),
    received(registry, "AddressChanged.v1"),
    { ...received(registry, "PatientRecordChanged.v1"), detail: { data: { change: ["deleted"] } } },
    { ...received(registry, "PatientRecordChanged.v1"), detail: { data: { change: [{ "anything-but": "deleted" }] } } },
    { ...received(registry, "AddressChanged.v1"), detail: { data: { after: { country: ["NL", "BE"] } } } },
    received("tributary.healthlake-changes", "FhirResourceChanged.v1"),
    {
      ...received("tributary.healthlake-changes", "FhirResourceChanged.v1"),
      detail: { data: { resourceType: ["Patient"] } },
    },
    received("tributary.fhir-sync", "ResourceWritten.v1", "ResourceRejected.v1"),
    received("aws.healthlake", "Export Job Completed", "Export Job Failed"),
    received("aws.healthlake", "AWS API Call via CloudTrail"),
    {
      ...received("tributary.vitals", "ReadingTaken.v1"),
      detail: { data: { value: [{ numeric: [">", 0, "<=", 300] }] } },
    },
    received("tributary.identity", "UserCreated.v1"),
    received("tributary.intake", "RequestAccepted.v1"),
    { source: [{ prefix: "tributary." }] },
  ];
}

function exactRules(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => ({
    "detail-type": ["PatientRecordChanged.v1"],
    detail: { metadata: { subject: [`Patient/${i}`] } },
  }));
}

/** Every piece of the pattern almost occurs everywhere in the value, and the last never does. */
function hostileWildcard() {
  const longest = 4_096 - '{"a":[{"wildcard":""}]}'.length;
  const wildcard = `${`*${"a".repeat(40)}b`.repeat(longest)}`.slice(0, longest - 2);
  return {
    pattern: parsePattern(JSON.stringify({ a: [{ wildcard: `${wildcard}c*` }] })),
    event: { a: "a".repeat(256 * 1024) },
  };
}

/** As many patterns for one field as there is room for, of which none ever ends. */
function hostileWildcards() {
  const wildcards: { wildcard: string }[] = [];
  const text = () => JSON.stringify({ a: wildcards });
  while (text().length < 4_064) wildcards.push({ wildcard: `*aa${wildcards.length}*` });
  return { pattern: parsePattern(text()), event: { a: "a".repeat(256 * 1024) } };
}

function micros(nanoseconds: number): string {
  return `${(nanoseconds / 1e3).toFixed(3)} µs`;
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(3);
}
