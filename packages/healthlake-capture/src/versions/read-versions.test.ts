import type { Patient } from "@tributary/fhir/resource";
import { FhirError } from "@tributary/healthlake/fhir-error";
import type { HistoryVersion } from "@tributary/healthlake/search-operations";
import { describe, expect, test } from "vitest";
import { HISTORY_LAG_MS, mayLackDeletion, readVersions, type VersionReader } from "./read-versions.ts";
import type { ResourceNotice } from "./resource-notice.ts";

const at = "2026-01-01T00:00:00.000Z";
const patient = (versionId?: string, lastUpdated: string | undefined = at): Patient => ({
  resourceType: "Patient",
  id: "p",
  meta: { ...(versionId && { versionId }), ...(lastUpdated && { lastUpdated }) },
});
const entry = (versionId: string): HistoryVersion => ({
  change: "update",
  versionId,
  lastUpdated: at,
  resource: patient(versionId),
});
const deletion = (over: Partial<HistoryVersion> = {}): HistoryVersion => ({
  change: "delete",
  versionId: "2",
  lastUpdated: at,
  resource: undefined,
  ...over,
});

/** A data store that answers with a current version, or refuses; and with a history, of which it counts what is read. */
function answering(current: Patient | FhirError["kind"], history: readonly HistoryVersion[] | "not-found" = []) {
  let entries = 0;
  const reader: VersionReader = {
    async read() {
      if (typeof current === "string") throw new FhirError({ kind: current, interaction: "GET Patient/{id}" });
      return current as never;
    },
    async *history() {
      if (history === "not-found") throw new FhirError({ kind: history, interaction: "GET Patient/{id}/_history" });
      for (const version of history) {
        entries++;
        yield version as never;
      }
    },
  };
  const read = async (head?: number, more: Partial<ResourceNotice> = {}) => {
    const notice: ResourceNotice = { resourceType: "Patient", id: "p", origin: "subscription", ...more };
    const known = head === undefined ? undefined : { versionId: head, deleted: false, lastUpdated: at };
    return (await readVersions({ reader, datastoreId: "0".repeat(32) }, notice, known)).map(
      ({ versionId }) => versionId,
    );
  };
  return { read, entries: () => entries };
}
const newestFirst = ["6", "5", "4", "3", "2", "1"].map(entry);

describe("versions", () => {
  test("are read down to the head, and no further", async () => {
    const { read, entries } = answering(patient("6"), newestFirst);
    expect(await read(4)).toEqual([6, 5, 4]);
    expect(entries()).toBe(3);
    expect(await read()).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test("need no history when the current one is the next", async () => {
    const { read, entries } = answering(patient("6"), newestFirst);
    expect(await read(5)).toEqual([6]);
    expect(await read(6)).toEqual([]);
    expect(await read(9)).toEqual([]);
    expect(entries()).toBe(0);
  });

  test("are two of a resource of which the current one alone is wanted, or is wanted again", async () => {
    const { read } = answering(patient("6"), newestFirst);
    expect(await read(undefined, { leaveOutBefore: Number.POSITIVE_INFINITY })).toEqual([6, 5]);
    expect(await read(6, { republish: true })).toEqual([6, 5]);
    expect(await read(4, { republish: true })).toEqual([6, 5, 4, 3]);
  });

  test("are read down to the one before those that matter by their time, whatever is known of them", async () => {
    const day = (number: number) => `2026-01-0${number}T00:00:00.000Z`;
    const days = [4, 3, 2, 1].map(number => {
      return { ...entry(String(number)), lastUpdated: day(number), resource: patient(String(number), day(number)) };
    });
    const { read } = answering(patient("4", day(4)), days);
    expect(await read(undefined, { leaveOutBefore: Date.parse(day(3)) })).toEqual([4, 3, 2]);
    expect(await read(undefined, { leaveOutBefore: Date.parse(day(5)) })).toEqual([4, 3]);
    expect(await read(1, { leaveOutBefore: Date.parse(day(5)) })).toEqual([4, 3, 2, 1]);
  });

  test("are completed by the current one when the history is one behind", async () => {
    expect(await answering(patient("6"), newestFirst.slice(1)).read(4)).toEqual([6, 5, 4]);
    await expect(answering(patient("6"), newestFirst.slice(2)).read(3)).rejects.toThrow("no such version yet");
  });

  test("are not taken from a history that leaves one out, or that does not show the resource yet", async () => {
    const behind = { name: "HistoryBehindError" };
    const holed = newestFirst.filter((_, index) => index !== 1);
    await expect(answering(patient("6"), holed).read(3)).rejects.toMatchObject(behind);
    expect(await answering(patient("6"), [entry("6"), entry("6"), entry("5")]).read(4)).toEqual([6, 6, 5]);
    for (const current of [patient("6"), "gone"] as const)
      await expect(answering(current, "not-found").read(3)).rejects.toMatchObject(behind);
  });

  test("are none of what never was", async () => {
    expect(await answering("not-found").read()).toEqual([]);
  });

  test("are not taken for none when reading fails", async () => {
    for (const kind of ["throttled", "server-error", "forbidden", "unreadable"] as const)
      await expect(answering(kind).read()).rejects.toMatchObject({ kind });
  });
});

test("a version that was written later under no higher number is refused, and not taken for known", async () => {
  const later = answering(patient("1", "2026-01-01T00:01:00.001Z"));
  for (const head of [1, 9])
    await expect(later.read(head)).rejects.toMatchObject({ name: "UnfitVersionError", pointer: "/meta/versionId" });
  expect(await answering(patient("1", "2026-01-01T00:01:00.000Z")).read(9)).toEqual([]);
});

describe("a version that says too little of itself is refused, by place:", () => {
  test.each([
    ["a current one without a number", "/meta/versionId", () => answering(patient()).read()],
    ["a current one without a time", "/meta/lastUpdated", () => answering(patient("1", "")).read()],
    ["a named one in the history", "/meta/versionId", () => answering(patient("3"), [entry("x")]).read()],
    [
      "a deletion without a number",
      "/entry/response/etag",
      () => answering("gone", [deletion({ versionId: undefined })]).read(),
    ],
    [
      "a deletion without a time",
      "/entry/response/lastModified",
      () => answering("gone", [deletion({ lastUpdated: undefined })]).read(),
    ],
    ["an update without content", "/entry/resource", () => answering("gone", [deletion({ change: "update" })]).read()],
  ])("%s", async (_, pointer, read) => {
    await expect(read()).rejects.toMatchObject({ name: "UnfitVersionError", pointer });
  });
});

describe("a deletion later than the newest that the history shows", () => {
  const now = Date.parse("2026-01-01T00:01:00Z");
  const shown = (deleted: boolean) => [
    { versionId: 1, deleted: false, lastUpdated: "2026-01-01T00:00:30Z" },
    { versionId: 2, deleted, lastUpdated: "2026-01-01T00:00:00Z" },
  ];
  const at = (text: string) => Date.parse(`2026-01-01T${text}Z`);
  test.each([
    ["may be missing when a change came after it", shown(true), at("00:00:00.001"), now, true],
    ["is not when the change is that deletion", shown(true), at("00:00:00"), now, false],
    ["is not when the source does not know the time", shown(true), undefined, now, false],
    ["is not when the resource lives", shown(false), at("00:00:30"), now, false],
    ["is not when there is no history to compare", [], at("00:00:30"), now, false],
    ["is not when that was long ago", shown(true), at("00:00:30"), now + HISTORY_LAG_MS, false],
    ["is not when a sender tells a time far ahead", shown(true), at("09:00:00"), now, false],
  ])("%s", (_, versions, told, time, expected) => {
    expect(mayLackDeletion(versions, told, time)).toBe(expected);
  });
});
