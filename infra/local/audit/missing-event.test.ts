import { expect, it } from "vitest";
import { alteredState } from "./altered-state-fixture.ts";

const { startOnce, state, events } = alteredState();

it("fails while a version has no event, or an event no version", async () => {
  const group = (id: string) => ({ resourceType: "Group", id, type: "person", actual: true });
  expect(await startOnce(group("a"), group("b"))).toMatchObject({
    code: 0,
    types: { Group: { written: 2, published: 2, missing: 0, extra: 0 } },
  });

  const idOf = ({ text }: { readonly text: string }) => JSON.parse(text).detail.metadata.eventId as string;
  const stranger = "0".repeat(32);
  const [event, other] = state(db => {
    const found = events(db).filter(({ text }) => text.includes("FhirResourceChanged.v1"));
    const [gone, changed] = [found[0]!, found[1]!];
    db.prepare("DELETE FROM events_archived WHERE seq = ?").run(gone.seq);
    const text = changed.text.replace(idOf(changed), stranger);
    db.prepare("UPDATE events_archived SET event = ? WHERE seq = ?").run(text, changed.seq);
    return [gone, changed] as const;
  });

  const { code, types, events: compared } = await startOnce(group("c"));
  expect(code).toBe(1);
  expect(types.Group).toMatchObject({ written: 3, published: 1, missing: 2, extra: 1 });
  expect(compared.missing.toSorted()).toEqual([idOf(event), idOf(other)].sort());
  expect(compared.extra).toEqual([stranger]);
}, 90_000);
