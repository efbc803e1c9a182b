import { expect, it } from "vitest";
import { addTo, countLog, noTypeCounts, topTypes } from "./type-counts.ts";

it("counts from the capture's log lines which notices told nothing new, and from no other line", () => {
  const counts = noTypeCounts();
  const line = (fields: object) => JSON.stringify({ message: "Published versions", ...fields });
  countLog(
    counts,
    [
      line({ published: 2, "Patient.published": 2, suppressed: 4, "Patient.suppressed": 3, "Group.suppressed": 1 }),
      line({ "Patient.suppressed": 2 }),
      JSON.stringify({ message: "Another", "Patient.suppressed": 7 }),
      '{"message":"Published versions","Patient.suppressed":',
    ].join("\n"),
  );
  expect(Object.fromEntries(counts.suppressed)).toEqual({ Patient: 5, Group: 1 });
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
