import { expect, test } from "vitest";
import type { ContractModel, EventModel, OperationModel } from "./contract-model.ts";
import { foreignEvents, isNearlyOwn, sourcePrefix } from "./source-prefix.ts";

/** Contracts of sent sources, by service, and of sources that nobody here sends. */
function model(sent: Readonly<Record<string, string>>, others: readonly string[] = []): ContractModel {
  const event = (source: string) => ({ source }) as EventModel;
  const operations = Object.entries(sent).map(
    ([service, source]) => ({ action: "send", service, event: event(source) }) as OperationModel,
  );
  const events = [...operations.map(each => each.event), ...others.map(event)];
  return { operations, events } as unknown as ContractModel;
}
const sources = (events: Iterable<EventModel>) => [...events].map(({ source }) => source);

test("the prefix is what is configured, else what most sent events have before their sender", () => {
  const acme = { billing: "com.acme.billing", "lab-orders": "com.acme.lab-orders", intake: "com.acne.intake" };
  expect(sourcePrefix(model(acme))).toBe("com.acme.");
  expect(sourcePrefix(model(acme), "org.acme.")).toBe("org.acme.");
  expect(sourcePrefix(model({ billing: "billing" }))).toBe("");
  expect(sourcePrefix(model({}, ["com.partner.x"]))).toBeUndefined();
});

test("events that nobody sends are of others, unless their source is an own one", () => {
  const events = model({ billing: "com.acme.billing" }, ["com.acme.intake", "com.partner.crm", "aws.s3"]);
  expect(sources(foreignEvents(events))).toEqual(["com.partner.crm", "aws.s3"]);
  expect(sources(foreignEvents(model({}, ["com.partner.crm"])))).toEqual(["com.partner.crm"]);
  expect(sources(foreignEvents(model({}, ["com.acme.intake"]), "com.acme."))).toEqual([]);
});

test.each([
  ["com.acne.billing", true],
  ["com.Acme.billing", true],
  ["con.acme.billing", true],
  ["com.acme.billing", false],
  ["com.partner.billing", false],
  ["aws.s3", false],
  ["billing", false],
])("the source %s begins nearly like com.acme.: %s", (source, isNearly) => {
  expect(isNearlyOwn(source, "com.acme.")).toBe(isNearly);
});
