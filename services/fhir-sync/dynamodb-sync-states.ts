import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import { insertion, update } from "@tributary/delivery/conditional-statement";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
import { joinedGets } from "@tributary/delivery/joined-gets";
import { formerAttributes, keptIn, rowOf } from "./dynamodb-sync-state-row.ts";
import type { SyncStates } from "./sync-states.ts";

/**
 * States in a DynamoDB table with the string key `pk`: one row per key, each write conditional on the revision. Concurrent
 * operations share calls.
 */
export function dynamodbSyncStates({
  table,
  client = new DynamoDBClient(clientSettings),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): SyncStates {
  const get = joinedGets(table, { client });
  const send = conditionalWrites({ client });
  return {
    async read(key) {
      const row = await get({ pk: { S: key } });
      return row && keptIn(row);
    },

    async write(key, kept) {
      const { pk, ...set } = rowOf(key, kept);
      const before = kept.revision - 1;
      const where = { text: '"revision" = ?', parameters: [{ N: String(before) }] };
      const statement =
        before === 0 ? insertion(table, { pk }, set) : update(table, { pk }, { set, remove: formerAttributes, where });
      return (await send(statement)).written;
    },
  };
}
