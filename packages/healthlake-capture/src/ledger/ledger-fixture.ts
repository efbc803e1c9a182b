import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Cloud } from "@tributary/local-cloud/cloud";
import { tableClient } from "@tributary/testkit/table-client";
import type { Head, Ledger, ResourceKey } from "./ledger.ts";

/** A client of a local DynamoDB with the ledger's table in it. */
export async function ledgerTable(cloud?: Cloud): Promise<{ client: DynamoDBClient; table: string }> {
  const table = "ChangeLedger";
  return { client: await tableClient(table, ["pk", "sk"], cloud), table };
}

/** The fence of a claim after a head; throws if the claim fails. */
export async function fenceOf(ledger: Ledger, key: ResourceKey, head: Head | undefined): Promise<string> {
  const claim = await ledger.claim(key, head);
  if (claim.outcome !== "claimed") throw new Error(`The resource is ${claim.outcome}.`);
  return claim.fence;
}

/** Claims a resource and confirms at once. */
export async function advance(ledger: Ledger, key: ResourceKey, reached: Head): Promise<void> {
  const [head] = await ledger.heads([key]);
  if (!(await ledger.confirm(key, await fenceOf(ledger, key, head), reached))) throw new Error("The claim was lost.");
}
