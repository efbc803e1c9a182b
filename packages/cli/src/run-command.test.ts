import { readFileSync } from "node:fs";
import { readGraph } from "@tributary/local-cloud/graph/read-graph";
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

test("a graph that is not there is the caller's to mend, without a stack", () => {
  const refusal = (() => {
    try {
      return readGraph("nowhere.json");
    } catch (error) {
      return error;
    }
  })();
  expect(explainError(refusal)).toBe("nowhere.json: there is no such file; `npx tributary synth` writes it");
});

test("anything else is called a defect, with its stack", () => {
  expect(explainError(new TypeError("x is not a function"))).toMatch(
    /^this is a defect of tributary[\s\S]*TypeError: x is not[\s\S]*at /,
  );
});
