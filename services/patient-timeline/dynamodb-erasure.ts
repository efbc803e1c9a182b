import { paginateQuery } from "@aws-sdk/client-dynamodb";
import type { ErasingTables, Erasure, TableFindings } from "@tributary/delivery/erasure";
import { patientPartition } from "./timeline.ts";

/**
 * The deletion's events remove a patient's content from the timeline. Tombstones stay: an id, and the sequence that rejects
 * late events.
 */
export const erasure: Erasure = { tables: { Timeline: { holds: "copies", erase: countEntries } } };

async function countEntries(key: string, { client, nameOf }: ErasingTables): Promise<TableFindings> {
  let current = 0;
  const query = {
    TableName: nameOf("Timeline"),
    KeyConditionExpression: "pk = :patient",
    FilterExpression: "attribute_exists(image)",
    ExpressionAttributeValues: { ":patient": { S: patientPartition(key) } },
    ConsistentRead: true,
  };
  for await (const { Count = 0 } of paginateQuery({ client }, query)) current += Count;
  return { found: 0, current };
}
