import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const sources = (pattern: string) =>
  globSync(pattern, { exclude: ["**/node_modules/**"] }).map(file => file.toString());
const textOf = (file: string) => readFileSync(file, "utf8");

/** Tables of the local cloud, by the statements that make them. */
const tables = sources("packages/local-cloud/src/**/*.ts").flatMap(file =>
  [...textOf(file).matchAll(/CREATE TABLE IF NOT EXISTS ([a-z0-9]+_[a-z0-9_]+)/g)].map(([, table]) => table ?? ""),
);

/** What a text names of these tables. */
const tablesIn = (text: string) => [...new Set(text.match(new RegExp(`\\b(?:${tables.join("|")})\\b`, "g")))];

it("finds the tables of every service, and where one is named", () => {
  for (const table of ["healthlake_versions", "events_archived", "dynamodb_items", "sqs_messages"])
    expect(tables).toContain(table);
  expect(tablesIn('store.prepare("SELECT seq FROM events_archived WHERE archive = ?")')).toEqual(["events_archived"]);
  expect(tablesIn("my_events_archived")).toEqual([]);
});

it("nobody but the local cloud reads or writes its tables: what others need of them, it offers as functions", () => {
  // Tests damage what is stored, as nothing else can.
  const files = sources("{packages,services,infra}/**/*.ts").filter(
    file =>
      !file.startsWith("packages/local-cloud/") && !/\.test\.ts$|-fixture\.ts$/.test(file) && !file.includes("/dist/"),
  );
  expect(files.length).toBeGreaterThan(300);
  const trespasses = files.flatMap(file => tablesIn(textOf(file)).map(table => `${file} names ${table}`));
  expect(trespasses).toEqual([]);
});
