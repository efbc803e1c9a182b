import { FhirError } from "@tributary/healthlake/fhir-error";
import type { TypeHistoryVersion } from "@tributary/healthlake/search-operations";
import { expect, test } from "vitest";
import type { ResourceNotice } from "../versions/resource-notice.ts";
import { publishDeleted } from "./publish-deleted.ts";

const start = Date.parse("2026-01-01T00:00:00Z");

/** A version so many seconds after the start. */
const version = (id: string | undefined, seconds: number, change: TypeHistoryVersion["change"] = "delete") => ({
  ...{ change, id, versionId: "2", resource: undefined },
  lastUpdated: new Date(start + seconds * 1_000).toISOString(),
});

/** Looks for deletions of ten seconds in a history, a second an entry. */
async function look(history: readonly TypeHistoryVersion[], { seconds = 60, refuses = false } = {}) {
  const told: ResourceNotice[] = [];
  let time = 0;
  const dependencies = {
    client: {
      async *typeHistory() {
        if (refuses) throw new FhirError({ kind: "not-found", interaction: "GET Patient/_history" });
        for (const one of history) {
          time += 1_000;
          yield one as never;
        }
      },
    },
    publishVersions: async (notices: readonly ResourceNotice[]) => {
      told.push(...notices);
      return notices.map(() => ({ outcome: "done" as const, published: [1, 2], suppressed: 0 }));
    },
    now: () => time,
  };
  const times = { deadline: 60_000, lastPageBy: seconds * 1_000 };
  const window = { from: start, to: start + 10_000 };
  const found = await publishDeleted("Patient", window, "cloudtrail", { dependencies, ...times });
  return { ...found, told: told.map(({ id, at, origin }) => [id, (at ?? 0) - start, origin]) };
}

test("publishes each deletion within the time, and when it happened", async () => {
  const history = [
    version("later", 10),
    version("a", 9),
    version("written", 5, "update"),
    version(undefined, 4),
    version("b", 0),
    { ...version("untimed", 0), lastUpdated: undefined },
  ];
  expect(await look(history)).toMatchObject({
    told: [
      ["a", 9_000, "cloudtrail"],
      ["b", 0, "cloudtrail"],
    ],
    versions: ["Patient/a/2", "Patient/b/2"],
    ...{ published: 4, isComplete: true },
  });
});

test("publishes its findings when time runs out, and says that there may be more", async () => {
  const history = [version("a", 9), version("b", 8), version("c", 7)];
  expect(await look(history, { seconds: 3 })).toMatchObject({
    versions: ["Patient/a/2", "Patient/b/2"],
    isComplete: false,
  });
  expect(await look(history, { seconds: 4 })).toMatchObject({ isComplete: true });
});

test("finds nothing where the data store refuses the history of the type, and says so", async () => {
  expect(await look([version("a", 9)], { refuses: true })).toMatchObject({ versions: [], told: [], isComplete: false });
});
