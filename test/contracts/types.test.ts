import type { EventMetadata } from "@tributary/contract/event-contract";
import { valueAt } from "@tributary/contract-tools/json-pointer";
import type { AddressChangedV1Detail } from "@tributary/contracts/address-changed.v1";
import type { PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import { expect, expectTypeOf, test } from "vitest";
import { model } from "./contracts.ts";

test("the metadata of every event is what the envelope builder makes", () => {
  type Metadata = (PatientRecordChangedV1Detail | AddressChangedV1Detail)["metadata"];
  expectTypeOf<Metadata>().toExtend<EventMetadata>();
  expectTypeOf<EventMetadata>().toExtend<Metadata>();
});

test("every event takes its metadata from the one schema that all share", () => {
  const references = model.events.map(({ schema }) => valueAt(schema.schema, "/properties/metadata"));
  expect(references).toEqual(model.events.map(() => ({ $ref: "event-metadata.v1.schema.json" })));
});

test("an event's type tells its variants apart", () => {
  type Deleted = Extract<PatientRecordChangedV1Detail["data"], { change: "deleted" }>;
  expectTypeOf<keyof Deleted>().toEqualTypeOf<"change" | "key" | "before" | "origin">();
});
