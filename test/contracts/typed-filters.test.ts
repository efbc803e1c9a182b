import type { EventFilter } from "@tributary/contract/event-filter";
import { patternFor } from "@tributary/contract/event-filter";
import { AddressChangedV1, type AddressChangedV1Detail } from "@tributary/contracts/address-changed.v1";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";
import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { expect, test } from "vitest";
import { examples, model } from "./contracts.ts";

type AddressFilter = EventFilter<AddressChangedV1Detail>;

test("a filter is typed by the contract: other fields, values and operators do not compile", () => {
  const wrong: AddressFilter[] = [
    // @ts-expect-error The field is called data.
    { dat: { change: ["created"] } },
    // @ts-expect-error No variant has this field.
    { data: { changed: ["created"] } },
    // @ts-expect-error No address changes so.
    { data: { change: ["renamed"] } },
    // @ts-expect-error A text is no number.
    { data: { change: [{ numeric: [">", 1] }] } },
    // @ts-expect-error Nor is it excluded as one.
    { data: { change: [{ "anything-but": 1 }] } },
    // @ts-expect-error Conditions stand in a list.
    { data: { change: "created" } },
    // @ts-expect-error A list of none matches nothing.
    { data: { change: [] } },
    // @ts-expect-error Conditions look at single values, and this is an object.
    { data: { after: [{ exists: true }] } },
    // @ts-expect-error One alternative is none.
    { $or: [{ data: { change: ["created"] } }] },
    // @ts-expect-error Below a text there is nothing.
    { metadata: { subject: { id: ["1"] } } },
  ];
  expect(wrong).toHaveLength(10);
});

test("what compiles selects the examples that it says", () => {
  const created = compile(patternFor(AddressChangedV1, { data: { change: ["created"] } }));
  const others = compile(
    patternFor(AddressChangedV1, {
      data: { change: [{ "anything-but": ["created"] }] },
      metadata: { subject: [{ prefix: "Patient/" }] },
    }),
  );
  const address = model.events.find(({ detailType }) => detailType === AddressChangedV1.detailType);
  if (address === undefined) throw new Error("the contract is gone");
  const found = examples(address, "valid").map(([, detail]) => {
    const event = { source: AddressChangedV1.source, "detail-type": AddressChangedV1.detailType, detail };
    const isCreated = (detail as AddressChangedV1Detail).data.change === "created";
    expect([match(created, event), match(others, event)]).toEqual([isCreated, !isCreated]);
    return isCreated;
  });
  expect(new Set(found)).toEqual(new Set([true, false]));
});

test("a filter reaches the fields of every variant, into lists, and by $or", () => {
  const filter = patternFor(PatientRecordChangedV1, {
    $or: [
      { data: { change: ["deleted"] } },
      { data: { after: { active: [true], identifiers: { system: [{ "equals-ignore-case": "urn:x" }] } } } },
    ],
  });
  expect(compile(filter).alternatives).toHaveLength(2);
  expect(() =>
    compile(
      patternFor(FhirResourceChangedV1, {
        data: { key: { resourceType: ["Observation", { suffix: "Request" }] }, echo: [false] },
      }),
    ),
  ).not.toThrow();
});
