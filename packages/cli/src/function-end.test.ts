import { expect, test } from "vitest";
import { functionEnd } from "./function-end.ts";

test.each([
  ["FhirError", "FhirError"],
  ["ThrottlingException", "ThrottlingException"],
  ["Sandbox.Timedout", "Sandbox.Timedout"],
  ["Peter Chalmers", undefined],
  ["Sandbox.Peter Chalmers", undefined],
  [undefined, undefined],
])("of a function that failed with %j it may be told that it was %j", (errorType, told) => {
  expect(functionEnd(errorType)).toBe(told);
});
