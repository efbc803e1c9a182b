import { expect, test } from "vitest";
import { openScratch } from "./scratch.ts";

/** Few pages, so that a disk seems full. */
const SCHEMA = "PRAGMA max_page_count = 8; CREATE TABLE texts (text TEXT);";

test("tells of a full disk as of the folder for temporary files, not as of a defect", () => {
  const scratch = openScratch(SCHEMA);
  const fill = () => {
    for (let index = 0; index < 100; index++) scratch.run("INSERT INTO texts VALUES (?)", "x".repeat(1_000));
  };
  expect(fill).toThrow(/^The folder for temporary files cannot be used: no space left\. /);
  expect(() => scratch.together(fill)).toThrow(expect.objectContaining({ name: "UsageError" }));
  expect(() => scratch.run("SELEC")).toThrow("syntax error");
  scratch.close();
});
