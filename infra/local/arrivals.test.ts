import { createCloud } from "@tributary/local-cloud/cloud";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { expect, it } from "vitest";
import { readArrivals } from "./arrivals.ts";

const places = { idempotencyTable: "idempotency", quarantineBucket: "quarantine" };

it("knows which events were confirmed, which records were set aside, and which events in a consumer's messages", () => {
  const { context } = createCloud({
    ...{ services: [dynamodbService, s3Service], storage: "memory", region: "us-east-1", account: "000000000000" },
    clock: virtualClock(),
  });
  context.call("dynamodb", "CreateTable", {
    ...{ TableName: places.idempotencyTable, BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  for (const [id, state] of Object.entries({ done: "completed", begun: "claimed" }))
    context.call("dynamodb", "PutItem", {
      TableName: places.idempotencyTable,
      Item: { id: { S: `patient-timeline#${id}` }, state: { S: state } },
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
  expect(["done", "begun", "other"].filter(arrivals.isCompleted)).toEqual(["done"]);
  const asked = ["record", "message", "no-json", "inside", "refused", "done"];
  expect(asked.filter(arrivals.isQuarantined)).toEqual(["record", "message", "no-json", "inside"]);
  arrivals.close();
});
