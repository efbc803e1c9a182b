import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { dynamodbPublishedStates } from "./dynamodb-published-states.ts";
import { publishedStatesSuite } from "./published-states-suite.ts";

publishedStatesSuite(async () =>
  dynamodbPublishedStates({ table: "Published", client: await tableClient("Published", ["id"]) }),
);

test("reveals no subject in a key, since keys are places in a list", async () => {
  const client = await tableClient("Published", ["id"]);
  const states = dynamodbPublishedStates({ table: "Published", client });
  await states.record({ detailType: "C.v1", subject: "Patient/Chalmers", sequence: "1".padStart(40, "0"), key: {} });
  const { Items } = await client.send(new ScanCommand({ TableName: "Published", ProjectionExpression: "id" }));
  expect(Items).toEqual([{ id: { S: expect.stringMatching(/^[0-9a-f]{64}$/) } }]);
});
