import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { TimelineEntry } from "./timeline.ts";

/** Keeps the newest entry of each subject. */
export interface TimelineStore {
  /** `stale`: something as new or newer is there already. */
  apply(entry: TimelineEntry): Promise<"applied" | "stale">;
}

/** The timeline in a DynamoDB table: `decide`, as the condition of one write. */
export function dynamodbTimeline({
  table,
  client = new DynamoDBClient({}),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): TimelineStore {
  return {
    async apply({ patientId, part, ...entry }) {
      const write = new PutItemCommand({
        TableName: table,
        Item: marshall(
          { pk: `PATIENT#${patientId}`, sk: part, patientId, deleted: entry.image === undefined, ...entry },
          { removeUndefinedValues: true },
        ),
        ConditionExpression: "attribute_not_exists(#sequence) OR #sequence < :sequence",
        ExpressionAttributeNames: { "#sequence": "sequence" },
        ExpressionAttributeValues: { ":sequence": { S: entry.sequence } },
      });
      try {
        await client.send(write);
        return "applied";
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return "stale";
        throw error;
      }
    },
  };
}
