import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

/**
 * Writes an item with a text attribute `sequence` unless one as new or newer is there: one guarded write, so that a copy or an
 * older one changes nothing. Sequences have one length, so that they compare as text.
 */
export async function putNewer(
  client: DynamoDBClient,
  TableName: string,
  Item: Record<string, AttributeValue>,
): Promise<"applied" | "stale"> {
  const write = new PutItemCommand({
    TableName,
    Item,
    ConditionExpression: "attribute_not_exists(#sequence) OR #sequence < :sequence",
    ExpressionAttributeNames: { "#sequence": "sequence" },
    ExpressionAttributeValues: { ":sequence": { S: Item.sequence?.S ?? "" } },
  });
  try {
    await client.send(write);
    return "applied";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "stale";
    throw error;
  }
}
