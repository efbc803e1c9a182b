import { expect, test } from "vitest";
import { failureTeller } from "./failure-teller.ts";

test("names a failing function once a reason", () => {
  const said: string[] = [];
  const tell = failureTeller(text => said.push(text));
  const failed = { kind: "lambda:failed", name: "Letters", count: 1 };
  for (const reason of ["TypeError", "TypeError", "Sandbox.Timedout: too late"]) tell({ ...failed, reason });
  tell({ ...failed, name: "Timeline" });
  expect(said).toEqual([
    "Letters fails: TypeError. Its messages are redelivered.",
    "Letters fails: Sandbox.Timedout: too late. Its messages are redelivered.",
    "Timeline fails: an error of its own. Its messages are redelivered.",
  ]);
});
