import { type AttributeValue, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { countItems } from "@tributary/delivery/count-items";
import type { ErasingTables, Erasure, TableFindings } from "@tributary/delivery/erasure";
import { itemPartition, subjectOf } from "./patient.ts";

/** Items per page. */
const PAGE = 100;

/** The registry's items of a patient, which are to be deleted first, and what was recorded as published of them. */
export const erasure: Erasure = {
  names: key => ({ texts: [itemPartition(key)], members: [{ patientId: key }] }),
  tables: {
    Registry: { holds: "record", erase: eraseItems },
    RegistryPublished: { holds: "copies", erase: erasePublished },
  },
  nothingIn: { RegistryComparisonQueue: "how far a comparison has come" },
};

async function eraseItems(key: string, tables: ErasingTables): Promise<TableFindings> {
  const found = await countItems(tables, "Registry", { partition: ["pk", itemPartition(key)] });
  return { found, current: found };
}

/**
 * Erases subject and key, and leaves the hashed id and the sequence, which continues if the patient comes back. Scans the
 * table: keys are hashes, and nobody knows which addresses there were.
 */
async function erasePublished(key: string, tables: ErasingTables): Promise<TableFindings> {
  const { client, nameOf, apply, pace } = tables;
  const TableName = nameOf("RegistryPublished");
  let [found, current] = [0, 0];
  let place: Record<string, AttributeValue> | undefined;
  do {
    const scan = new ScanCommand({
      TableName,
      Limit: PAGE,
      ConsistentRead: true,
      FilterExpression: "subject = :subject OR begins_with(subject, :below)",
      ExpressionAttributeValues: { ":subject": { S: subjectOf(key) }, ":below": { S: `${subjectOf(key)}/` } },
      ...(place && { ExclusiveStartKey: place }),
    });
    const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(scan);
    for (const { id, image } of Items) {
      if (image !== undefined) {
        current++;
        continue;
      }
      found++;
      if (apply) await client.send(strip(TableName, id));
    }
    await pace(ScannedCount);
    place = LastEvaluatedKey;
  } while (place !== undefined);
  return { found, current };
}

/** Unless the patient came back meanwhile. */
function strip(TableName: string, id: AttributeValue | undefined): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName,
    Key: { id: id ?? { S: "" } },
    UpdateExpression: "REMOVE #subject, #key",
    ConditionExpression: "attribute_not_exists(#image)",
    ExpressionAttributeNames: { "#subject": "subject", "#key": "key", "#image": "image" },
  });
}
