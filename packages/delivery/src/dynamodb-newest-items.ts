import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { clientSettings } from "./client-settings.ts";
import { conditionalWrites } from "./conditional-writes.ts";
import type { NewestItems, SequencedItem } from "./newest-items.ts";
import { putNewer } from "./put-newer.ts";

/** Attributes that an item of this type may lack. */
type Optional<Item> = {
  [Name in keyof Item & string]-?: undefined extends Item[Name] ? Name : never;
}[keyof Item & string];

/** Options of `dynamodbNewestItems`. */
export interface DynamodbNewestItemsOptions<Item> {
  readonly table: string;
  /** The attributes of the table's key. */
  readonly key: readonly (keyof Item & string)[];
  /** Every attribute that an item may lack: a newer item without one removes it. The type asks for all of them. */
  readonly optional: Readonly<Record<Optional<Item>, true>>;
  readonly client?: DynamoDBClient;
}

/** The newest items in a DynamoDB table: `evolve` as the condition of one write. Concurrent writes share their calls. */
export function dynamodbNewestItems<Item extends SequencedItem>({
  table,
  key: keyNames,
  optional,
  client = new DynamoDBClient(clientSettings),
}: DynamodbNewestItemsOptions<Item>): NewestItems<Item> {
  const write = conditionalWrites({ client });
  const mayLack = Object.keys(optional);
  const isKey = (name: string) => (keyNames as readonly string[]).includes(name);
  return {
    put(item, change = "updated") {
      const entries = Object.entries(marshall(item, { removeUndefinedValues: true }));
      return putNewer(write, {
        ...{ table, optional: mayLack, isThere: change !== "created" },
        key: Object.fromEntries(entries.filter(([name]) => isKey(name))),
        attributes: Object.fromEntries(entries.filter(([name]) => !isKey(name))),
      });
    },
  };
}
