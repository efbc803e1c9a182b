import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const program = fileURLToPath(new URL("start.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-missing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startOnce(input: string) {
  const options = ["--once", "--json", "--quiet", "--storage", "state", "--input", input];
  const child = spawn(process.execPath, [program, ...options], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  const [code] = await once(child, "close");
  const { types, events } = JSON.parse(out);
  return { code: code as number, group: types.Group, ...events };
}

it("is no success while a version has no event, or an event no version", async () => {
  const group = (id: string) => JSON.stringify({ resourceType: "Group", id, type: "person", actual: true });
  writeFileSync(join(folder, "one.ndjson"), [group("a"), group("b")].join("\n"));
  writeFileSync(join(folder, "two.ndjson"), group("c"));
  expect(await startOnce("one.ndjson")).toMatchObject({
    code: 0,
    group: { written: 2, published: 2, missing: 0, extra: 0 },
  });

  const state = new DatabaseSync(join(folder, "state/cloud.sqlite"));
  const [event, other] = state
    .prepare("SELECT seq, event FROM events_archived ORDER BY seq")
    .all()
    .filter(({ event }) => String(event).includes("FhirResourceChanged.v1"));
  state.prepare("DELETE FROM events_archived WHERE seq = ?").run(event?.seq ?? null);
  const idOf = (text: unknown) => JSON.parse(String(text)).detail.metadata.eventId as string;
  const stranger = "0".repeat(32);
  state
    .prepare("UPDATE events_archived SET event = ? WHERE seq = ?")
    .run(String(other?.event).replace(idOf(other?.event), stranger), other?.seq ?? null);
  state.close();

  const { code, group: counts, missing, extra } = await startOnce("two.ndjson");
  expect(code).toBe(1);
  expect(counts).toMatchObject({ written: 3, published: 1, missing: 2, extra: 1 });
  expect([missing.toSorted(), extra]).toEqual([[idOf(event?.event), idOf(other?.event)].sort(), [stranger]]);
}, 90_000);
