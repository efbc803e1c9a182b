import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "./client-settings.ts";
import { insertion, update } from "./conditional-statement.ts";
import { conditionalWrites } from "./conditional-writes.ts";
import { type Idempotency, REMEMBERED_FOR_SECONDS } from "./idempotency.ts";
import type { UntilProcessedOptions } from "./until-processed.ts";

/** The table of claims, with the string key `id` and the TTL attribute `expiresAt`. */
export interface DynamodbIdempotencyOptions extends UntilProcessedOptions {
  readonly table: string;
  /** The consumer: two consumers of one event have separate claims. */
  readonly consumer: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
  readonly newFence?: () => string;
}

/**
 * Idempotency on a DynamoDB table: one conditional write each to claim, confirm and release. Simultaneous claims and
 * confirmations share their calls.
 */
export function dynamodbIdempotency(options: DynamodbIdempotencyOptions): Idempotency {
  const { table, now = Date.now, newFence = randomUUID, client = new DynamoDBClient(clientSettings) } = options;
  const write = conditionalWrites({ ...options, client });
  const key = (eventId: string) => ({ id: { S: `${options.consumer}#${eventId}` } });
  const expiresAt = () => ({ N: String(Math.ceil(now() / 1000) + REMEMBERED_FOR_SECONDS) });

  return {
    async claim(eventId, { leaseMs }) {
      const fence = newFence();
      const time = now();
      const token = { state: "claimed", token: { eventId, fence } } as const;
      const claim = {
        state: { S: "claimed" },
        fence: { S: fence },
        leaseUntil: { N: String(time + leaseMs) },
        expiresAt: expiresAt(),
      };
      if ((await write(insertion(table, key(eventId), claim))).written) return token;
      const answer = await write(
        update(table, key(eventId), {
          set: claim,
          // DynamoDB deletes expired items late, so what has expired counts as gone.
          where: {
            text: '(("state" = ? AND "leaseUntil" <= ?) OR "expiresAt" <= ?)',
            parameters: [{ S: "claimed" }, { N: String(time) }, { N: String(Math.floor(time / 1000)) }],
          },
        }),
      );
      if (answer.written) return token;
      const { state, leaseUntil, fence: holder } = answer.found ?? {};
      // A write whose answer was lost is repeated, and then meets its own claim.
      if (holder?.S === fence) return token;
      if (state?.S === "completed") return { state: "completed" };
      // What refused the insertion may be deleted by now.
      return { state: "inProgress", until: Number(leaseUntil?.N ?? time) };
    },

    async confirm({ eventId, fence }) {
      const answer = await write(
        update(table, key(eventId), {
          set: { state: { S: "completed" }, expiresAt: expiresAt() },
          remove: ["leaseUntil"],
          where: { text: '"state" = ? AND "fence" = ?', parameters: [{ S: "claimed" }, { S: fence }] },
        }),
      );
      return answer.written || (answer.found?.state?.S === "completed" && answer.found.fence?.S === fence);
    },

    async release({ eventId, fence }) {
      const removal = new DeleteItemCommand({
        TableName: table,
        Key: key(eventId),
        ConditionExpression: "#state = :claimed AND #fence = :fence",
        ExpressionAttributeNames: { "#state": "state", "#fence": "fence" },
        ExpressionAttributeValues: { ":claimed": { S: "claimed" }, ":fence": { S: fence } },
      });
      try {
        await client.send(removal);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
