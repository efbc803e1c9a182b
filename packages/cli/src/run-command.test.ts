import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { explainError, UsageError } from "./run-command.ts";

test("a usage error is its message", () => {
  expect(explainError(new UsageError("--check and --watch exclude each other"))).toBe(
    "--check and --watch exclude each other",
  );
});

test("a refusal of the file system names the path and the reason, without a stack", () => {
  const refusal = (() => {
    try {
      return readFileSync("/nowhere/at/all");
    } catch (error) {
      return error;
    }
  })();
  expect(explainError(refusal)).toBe("cannot use /nowhere/at/all: no such file or folder");
});

test("anything else is called a defect, with its stack", () => {
  expect(explainError(new TypeError("x is not a function"))).toMatch(
    /^this is a defect of tributary[\s\S]*TypeError: x is not[\s\S]*at /,
  );
});
