import { createCloud } from "@tributary/local-cloud/cloud";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { expect, it } from "vitest";
import { readArrivals } from "./arrivals.ts";

const places = { timelineTable: "timeline", quarantineBucket: "quarantine" };

it("knows which events the timeline has reached, which records were set aside, and which events in a consumer's messages", () => {
  const { context } = createCloud({
    ...{ services: [dynamodbService, s3Service], storage: "memory", region: "us-east-1", account: "000000000000" },
    clock: virtualClock(),
  });
  context.call("dynamodb", "CreateTable", {
    ...{ TableName: places.timelineTable, BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: ["pk", "sk"].map(AttributeName => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
  context.call("dynamodb", "PutItem", {
    TableName: places.timelineTable,
    Item: { pk: { S: "PATIENT#p" }, sk: { S: "RECORD" }, sequence: { S: "2" } },
  });
  context.call("s3", "CreateBucket", { Bucket: places.quarantineBucket });
  const message = JSON.stringify({ detail: { metadata: { eventId: "refused" } } });
  for (const [Key, text] of [
    ["patient-registry/2026/record.json", message],
    ["patient-timeline/2026/message.json", message.replace("refused", "inside")],
    ["patient-timeline/2026/no-json.json", "{"],
  ] as const)
    context.call("s3", "PutObject", { Bucket: places.quarantineBucket, Key, Body: Buffer.from(text) });

  const arrivals = readArrivals(context, places);
  const outcome = (sequence: string, eventId: string, pk = "PATIENT#p") =>
    arrivals.outcomeOf({ pk, sk: "RECORD", sequence, eventId });
  expect([outcome("1", "overtaken"), outcome("2", "newest"), outcome("3", "to come")]).toEqual([
    ...["applied", "applied", undefined],
  ]);
  expect(outcome("2", "another's", "PATIENT#q")).toBeUndefined();
  // Set aside, and overtaken later; set aside, brought back, and applied.
  expect([outcome("1", "inside"), outcome("2", "inside")]).toEqual(["quarantined", "applied"]);
  const asked = ["record", "message", "no-json", "inside", "refused", "newest"];
  expect(asked.filter(arrivals.isQuarantined)).toEqual(["record", "message", "no-json", "inside"]);
  arrivals.close();
});
