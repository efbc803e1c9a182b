import { expect, it } from "vitest";
import { alteredState } from "./altered-state-fixture.ts";

const { startOnce, state, events } = alteredState();

it("publishes and reports changes that the registry's stream lost, including deletions", async () => {
  const patient = (id: string) => ({ resourceType: "Patient", id, name: [{ family: "Before" }] });
  const group = { resourceType: "Group", id: "g", type: "person", actual: true };
  expect(await startOnce(...["changed", "gone", "same"].map(patient))).toMatchObject({
    code: 0,
    changes: { repaired: 0, missing: 0 },
  });

  // Like changes whose records the stream has trimmed: only the table has them.
  state(db => {
    const registry = "table_id = (SELECT id FROM dynamodb_tables WHERE name LIKE '%RegistryTable%')";
    const ofItem = (id: string) => `${registry} AND item LIKE '%PATIENT#${id}%'`;
    db.exec(`UPDATE dynamodb_items SET item = replace(item, 'Before', 'After') WHERE ${ofItem("changed")}`);
    db.exec(`DELETE FROM dynamodb_items WHERE ${ofItem("gone")}`);
    db.exec("UPDATE dynamodb_stream_records SET created = created - 2 * 24 * 60 * 60 * 1000");
  });

  expect(await startOnce(group)).toMatchObject({ code: 0, changes: { repaired: 2, missing: 0 } });
  const repaired = state(events)
    .map(({ text }) => JSON.parse(text).detail.data)
    .filter(({ origin, key }) => origin === "reconcile" && key.patientId !== undefined);
  expect(repaired.map(({ change, key }) => `${change} ${key.patientId}`).sort()).toEqual([
    "deleted gone",
    "updated changed",
  ]);
  expect(await startOnce(group)).toMatchObject({ code: 0, changes: { repaired: 0 } });
}, 120_000);
