import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { dynamodbWindowMarks } from "./dynamodb-window-marks.ts";

test("a mark is seen by all, and requested once by each", async () => {
  const client = await tableClient("Marks", ["pk", "sk"]);
  let calls = 0;
  const counting = {
    send(command: never) {
      calls++;
      return client.send(command);
    },
  } as unknown as DynamoDBClient;
  const [one, other] = [1, 2].map(() => dynamodbWindowMarks({ table: "Marks", client: counting }));
  expect(await one!.has("Patient/0/10000")).toBe(false);
  expect(await other!.has("Patient/0/10000")).toBe(false);
  await one!.put("Patient/0/10000");
  expect(calls).toBe(3);
  for (const marks of [one!, other!, other!]) expect(await marks.has("Patient/0/10000")).toBe(true);
  expect(calls).toBe(4);
  expect(await one!.has("Patient/0/10000/deletions")).toBe(false);
});
