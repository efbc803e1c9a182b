import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decide } from "./entry.ts";

test("keeps what an event says of its subject", () => {
  const example = "contracts/examples/visit-changed.v1/valid/created.json";
  const event = JSON.parse(readFileSync(example, "utf8"));
  const { metadata, data } = event;
  expect(decide("VisitChanged", event)).toEqual({
    subject: metadata.subject,
    event: "VisitChanged",
    sequence: metadata.sequence,
    after: data.after,
  });
});
