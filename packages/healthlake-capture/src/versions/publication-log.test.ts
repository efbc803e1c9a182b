import { expect, test } from "vitest";
import { logPublications, publicationsIn } from "./publication-log.ts";

/** What is logged, as JSON lines. */
function logged(...all: readonly Readonly<Record<string, number>>[]): string {
  const lines: string[] = [];
  const info = (message: string, fields: object) => void lines.push(JSON.stringify({ message, ...fields }));
  for (const counts of all) logPublications({ info, warn() {}, error() {} }, counts);
  return lines.join("\n");
}

test("gives back by type what was logged, and nothing of any other line", () => {
  const text = logged(
    { published: 2, "Patient.published": 2, suppressed: 1, "Group.suppressed": 1 },
    { "Patient.quarantined": 3, "Patient.waiting": 4 },
  );
  const another = JSON.stringify({ message: "Another", "Patient.suppressed": 7 });
  expect(publicationsIn(`${another}\n${text}\n${text.slice(0, 40)}`)).toEqual([
    { resourceType: "Patient", outcome: "published", count: 2 },
    { resourceType: "Group", outcome: "suppressed", count: 1 },
    { resourceType: "Patient", outcome: "quarantined", count: 3 },
  ]);
});
