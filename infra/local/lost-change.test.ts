import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const program = fileURLToPath(new URL("start.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-lost-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startOnce(input: string) {
  const options = ["--once", "--json", "--quiet", "--storage", "state", "--input", input];
  const child = spawn(process.execPath, [program, ...options], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  const [code] = await once(child, "close");
  return { code: code as number, ...JSON.parse(out) };
}

it("publishes what the registry's stream has lost, deletions included, and says so", async () => {
  const patient = (id: string) => JSON.stringify({ resourceType: "Patient", id, name: [{ family: "Before" }] });
  writeFileSync(join(folder, "one.ndjson"), ["changed", "gone", "same"].map(patient).join("\n"));
  writeFileSync(
    join(folder, "two.ndjson"),
    JSON.stringify({ resourceType: "Group", id: "g", type: "person", actual: true }),
  );
  expect(await startOnce("one.ndjson")).toMatchObject({ code: 0, changes: { repaired: 0, missing: 0 } });

  // As changes are whose records the stream has trimmed: in the table, and nowhere else.
  const state = new DatabaseSync(join(folder, "state/cloud.sqlite"));
  const registry = "table_id = (SELECT id FROM dynamodb_tables WHERE name LIKE '%RegistryTable%')";
  const ofItem = (id: string) => `${registry} AND item LIKE '%PATIENT#${id}%'`;
  state.exec(`UPDATE dynamodb_items SET item = replace(item, 'Before', 'After') WHERE ${ofItem("changed")}`);
  state.exec(`DELETE FROM dynamodb_items WHERE ${ofItem("gone")}`);
  state.exec("UPDATE dynamodb_stream_records SET created = created - 2 * 24 * 60 * 60 * 1000");
  state.close();

  expect(await startOnce("two.ndjson")).toMatchObject({ code: 0, changes: { repaired: 2, missing: 0 } });
  const after = new DatabaseSync(join(folder, "state/cloud.sqlite"));
  const events = after
    .prepare("SELECT event FROM events_archived ORDER BY seq")
    .all()
    .map(({ event }) => JSON.parse(String(event)).detail.data)
    .filter(({ origin, key }) => origin === "reconcile" && key.patientId !== undefined);
  after.close();
  expect(events.map(({ change, key }) => `${change} ${key.patientId}`).sort()).toEqual([
    "deleted gone",
    "updated changed",
  ]);
  expect(await startOnce("two.ndjson")).toMatchObject({ code: 0, changes: { repaired: 0 } });
}, 120_000);
