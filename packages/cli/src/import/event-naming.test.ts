import { parseSourceFile } from "@tributary/contract-tools/source-file";
import { expect, test } from "vitest";
import { importedNames } from "./event-naming.ts";

const place = { source: parseSourceFile("orders.yaml", "a: 1\n"), pointer: "" };
const named = (name: string) => importedNames({ place, name, payload: place, dialect: "draft-07", examples: [] });

test.each([
  ["PatientRecordChanged.v12", "PatientRecordChanged.v12"],
  ["Order Placed", "OrderPlaced.v1"],
  ["EC2 Instance State-change Notification", "EC2InstanceStateChangeNotification.v1"],
  ["orderPlaced", "OrderPlaced.v1"],
  ["order.placed.v2", "OrderPlaced.v2"],
  ["com.acme.order-placed/v3.1", "ComAcmeOrderPlaced.v3"],
  ["OrderPlacedV4", "OrderPlaced.v4"],
  ["TV2", "TV2.v1"],
  ["commande passée", "CommandePassee.v1"],
  ["2fa enabled", "Event2faEnabled.v1"],
])("%s becomes %s", (name, detailType) => {
  expect(named(name).detailType).toBe(detailType);
});

test.each(["", "注文", "x".repeat(200)])("refuses to make a name of %j", name => {
  expect(() => named(name)).toThrow(/^nothing was written: orders\.yaml:1:1: no name of an event can be made of/);
});
