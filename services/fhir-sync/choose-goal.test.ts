import { expect, test } from "vitest";
import { chooseGoal } from "./choose-goal.ts";

const own = { fhirId: "own", current: undefined };
const [a, b] = ["a", "b"].map(fhirId => ({ fhirId, current: { resourceType: "Patient" as const, id: fhirId } }));
const alone = { kept: {}, claims: ["c"], own, isOwnShared: false, candidates: [] };

test("moves to the one foreign Patient with the same claim, or else to its own", () => {
  expect(chooseGoal(alone)).toMatchObject({ isDecided: false, goal: own });
  expect(chooseGoal({ ...alone, candidates: [a!] })).toMatchObject({ isDecided: false, goal: a });
});

test("stays where it was decided by the same claims, without asking again", () => {
  const kept = { at: "a", claims: ["c"] };
  const verdict = { goal: a, stay: undefined, isAmbiguous: false };
  expect(chooseGoal({ ...alone, kept, candidates: [a!] })).toEqual({ isDecided: true, verdict });
});

test("does not choose between several: it stays, and is kept up only if its claims are the same", () => {
  const both = { ...alone, candidates: [a!, b!] };
  expect(chooseGoal(both)).toEqual({
    isDecided: true,
    verdict: { goal: undefined, stay: undefined, isAmbiguous: true },
  });
  expect(chooseGoal({ ...both, kept: { at: "b", claims: ["other"] } })).toMatchObject({
    verdict: { goal: undefined, stay: "b", isAmbiguous: true },
  });
  expect(chooseGoal({ ...both, kept: { at: "b", claims: ["c"] } })).toMatchObject({
    verdict: { goal: b, stay: "b", isAmbiguous: true },
  });
});

test("counts its own among the several when others have said something in it", () => {
  expect(chooseGoal({ ...alone, isOwnShared: true })).toMatchObject({ isDecided: false, goal: own });
  expect(chooseGoal({ ...alone, isOwnShared: true, candidates: [a!] })).toMatchObject({
    verdict: { isAmbiguous: true },
  });
});
