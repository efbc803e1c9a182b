import { expect, test } from "vitest";
import { failureTeller } from "./failure-teller.ts";

test("reports a failing function once per reason and place", () => {
  const said: string[] = [];
  const tell = failureTeller(text => said.push(text));
  const failed = { name: "Letters" };
  for (const reason of ["TypeError", "TypeError", "no function a is exported"]) tell({ ...failed, reason });
  tell({ ...failed, name: "Timeline" });
  for (const place of ["a.ts:1:2", "a.ts:1:2", "a.ts:3:4"]) tell({ name: "Timeline", reason: "TypeError", place });
  tell({ name: "Late", reason: "it took longer than 3 seconds,", advice: "Raise it", place: "a.ts:5:6" });
  tell({ name: "Late", reason: "it took longer than 3 seconds,", advice: "Raise it" });
  expect(said).toEqual([
    "Letters fails: TypeError. Its messages are redelivered.",
    "Letters fails: no function a is exported. Its messages are redelivered.",
    "Timeline fails: an error of its own. Its messages are redelivered.",
    "Timeline fails: TypeError at a.ts:1:2. Its messages are redelivered.",
    "Timeline fails: TypeError at a.ts:3:4. Its messages are redelivered.",
    "Late fails: it took longer than 3 seconds, at a.ts:5:6. Raise it. Its messages are redelivered.",
    "Late fails: it took longer than 3 seconds. Raise it. Its messages are redelivered.",
  ]);
});
