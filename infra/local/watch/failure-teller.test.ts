import { expect, test } from "vitest";
import { failureTeller } from "./failure-teller.ts";

test("names a failing function once a reason, and no error that could be a person's name", () => {
  const said: string[] = [];
  const tell = failureTeller(text => said.push(text));
  const failed = (name: string, reason: string) => tell({ kind: "lambda:failed", name, count: 1, reason });
  failed("Letters", "Runtime.ImportModuleError: Cannot find module 'services/letters/handler'");
  failed("Letters", "Runtime.ImportModuleError: Cannot find module 'services/letters/handler'");
  failed("Letters", "TypeError");
  failed("Timeline", "Chalmers");
  expect(said).toEqual([
    "Letters fails: Runtime.ImportModuleError: Cannot find module 'services/letters/handler'. Its messages are redelivered.",
    "Letters fails: TypeError. Its messages are redelivered.",
    "Timeline fails: an error of its own. Its messages are redelivered.",
  ]);
});
