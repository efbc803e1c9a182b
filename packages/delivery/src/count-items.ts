import { paginateQuery } from "@aws-sdk/client-dynamodb";
import type { ErasingTables } from "./erasure.ts";

/** Which items to count: all of a partition, by its key's attribute; with `having`, only those that have this attribute. */
export interface CountedItems {
  readonly partition: readonly [attribute: string, value: string];
  readonly having?: string;
}

/** Counts items of one partition, for an `Erasure`. Reads are consistent. */
export async function countItems(
  { client, nameOf }: Pick<ErasingTables, "client" | "nameOf">,
  table: string,
  { partition: [attribute, value], having }: CountedItems,
): Promise<number> {
  const query = {
    ...{ TableName: nameOf(table), ConsistentRead: true, Select: "COUNT" as const },
    KeyConditionExpression: "#partition = :value",
    ...(having !== undefined && { FilterExpression: "attribute_exists(#having)" }),
    ExpressionAttributeNames: { "#partition": attribute, ...(having !== undefined && { "#having": having }) },
    ExpressionAttributeValues: { ":value": { S: value } },
  };
  let counted = 0;
  for await (const { Count = 0 } of paginateQuery({ client }, query)) counted += Count;
  return counted;
}
