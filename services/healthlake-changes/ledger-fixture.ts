import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "@tributary/local-cloud/cloud";
import { tableClient } from "@tributary/local-cloud/services/dynamodb/table-fixture";

/** A client of a local DynamoDB with the ledger's table in it. */
export async function ledgerTable(cloud?: Cloud): Promise<{ client: DynamoDBClient; table: string }> {
  const table = "ChangeLedger";
  return { client: await tableClient(table, ["pk", "sk"], cloud), table };
}
