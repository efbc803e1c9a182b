import { readFileSync } from "node:fs";
import type { ItemChange } from "@tributary/change-event/item-change";
import { expect, test } from "vitest";
import { decide } from "./item.ts";

test("publishes changes of what others may see, and no others", () => {
  const example = "contracts/examples/visit-changed.v1/valid/created.json";
  const { data } = JSON.parse(readFileSync(example, "utf8"));
  const item = { ...data.key, ...data.after };
  const change: ItemChange = {
    change: "updated",
    cause: "user",
    keys: data.key,
    before: item,
    after: { ...item, internal: true },
    sequence: "1".padStart(40, "0"),
    identity: "stream|1",
    changeId: "change-1",
  };
  expect(decide(change)).toEqual({ valid: true, value: [] });
  const { after: _, ...deleted } = change;
  expect(decide({ ...deleted, change: "deleted" })).toMatchObject({
    value: [{ contract: { name: "VisitChanged" } }],
  });
});
