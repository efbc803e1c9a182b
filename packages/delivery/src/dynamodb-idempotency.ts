import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Idempotency, REMEMBERED_FOR_SECONDS } from "./idempotency.ts";

/** Where claims are kept: a table with the string key `id` and the TTL attribute `expiresAt`. */
export interface DynamodbIdempotencyOptions {
  readonly table: string;
  /** Whose effects they are: two consumers of one event do not know of each other. */
  readonly consumer: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
  readonly newFence?: () => string;
}

/** Idempotency on a DynamoDB table: one conditional write each to claim, confirm and release. */
export function dynamodbIdempotency(options: DynamodbIdempotencyOptions): Idempotency {
  const { table: TableName, now = Date.now, newFence = randomUUID, client = new DynamoDBClient({}) } = options;
  const key = (eventId: string) => ({ id: { S: `${options.consumer}#${eventId}` } });
  const expiresAt = () => ({ N: String(Math.ceil(now() / 1000) + REMEMBERED_FOR_SECONDS) });
  const heldBy = (fence: string) => ({
    ConditionExpression: "#state = :claimed AND #fence = :fence",
    ExpressionAttributeNames: { "#state": "state", "#fence": "fence" },
    ExpressionAttributeValues: { ":claimed": { S: "claimed" }, ":fence": { S: fence } },
  });

  return {
    async claim(eventId, { leaseMs }) {
      const fence = newFence();
      const write = new PutItemCommand({
        TableName,
        Item: {
          ...key(eventId),
          state: { S: "claimed" },
          fence: { S: fence },
          leaseUntil: { N: String(now() + leaseMs) },
          expiresAt: expiresAt(),
        },
        // DynamoDB deletes expired items late, so what has expired counts as gone.
        ConditionExpression:
          "attribute_not_exists(#id) OR (#state = :claimed AND #leaseUntil <= :now) OR #expiresAt <= :nowSeconds",
        ExpressionAttributeNames: {
          "#id": "id",
          "#state": "state",
          "#leaseUntil": "leaseUntil",
          "#expiresAt": "expiresAt",
        },
        ExpressionAttributeValues: {
          ":claimed": { S: "claimed" },
          ":now": { N: String(now()) },
          ":nowSeconds": { N: String(Math.floor(now() / 1000)) },
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        await client.send(write);
        return { state: "claimed", token: { eventId, fence } };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { state, leaseUntil, fence: holder } = error.Item ?? {};
        // The client repeats a write whose answer was lost, and then meets its own claim.
        if (holder?.S === fence) return { state: "claimed", token: { eventId, fence } };
        return state?.S === "completed"
          ? { state: "completed" }
          : { state: "inProgress", until: Number(leaseUntil?.N ?? now() + leaseMs) };
      }
    },
    confirm: ({ eventId, fence }) => {
      const { ExpressionAttributeNames: names, ExpressionAttributeValues: values, ...condition } = heldBy(fence);
      return unlessLost(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: key(eventId),
            UpdateExpression: "SET #state = :completed, #expiresAt = :expiresAt REMOVE #leaseUntil",
            ...condition,
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            ExpressionAttributeNames: { ...names, "#expiresAt": "expiresAt", "#leaseUntil": "leaseUntil" },
            ExpressionAttributeValues: { ...values, ":completed": { S: "completed" }, ":expiresAt": expiresAt() },
          }),
        ),
        held => held?.state?.S === "completed" && held.fence?.S === fence,
      );
    },
    release: ({ eventId, fence }) =>
      unlessLost(client.send(new DeleteItemCommand({ TableName, Key: key(eventId), ...heldBy(fence) }))),
  };
}

async function unlessLost(
  write: Promise<unknown>,
  isDone: (item: ConditionalCheckFailedException["Item"]) => boolean = () => false,
): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return isDone(error.Item);
    throw error;
  }
}
