import type { Stack } from "../stack/create-stack.ts";

/** Attributes of a key: the partition key, then the sort key, if any. */
export type TableKey = readonly [partition: string, sort?: string];

export interface TableArgs {
  readonly key: TableKey;
  /** Global secondary indexes by name; each projects all attributes. */
  readonly indexes?: Readonly<Record<string, TableKey>>;
  /** Key attributes of type number; the others are strings. */
  readonly numbers?: readonly string[];
  /** Whether it has a change stream, with new and old images. */
  readonly stream?: boolean;
  /** The attribute with an item's expiry, in epoch seconds. */
  readonly ttl?: string;
}

/** A DynamoDB table under the stack's key, with point-in-time recovery; in production it cannot be deleted. */
export function encryptedTable(stack: Stack, name: string, args: TableArgs): sst.aws.Dynamo {
  const { key, indexes = {}, numbers = [], stream = false, ttl } = args;
  const attributes = [key, ...Object.values(indexes)].flat().filter(attribute => attribute !== undefined);
  for (const number of numbers)
    if (!attributes.includes(number)) throw new Error(`${name}: the number "${number}" is in no key.`);
  const typeOf = (attribute: string) => (numbers.includes(attribute) ? "number" : "string");
  return new stack.sst.aws.Dynamo(
    name,
    {
      fields: Object.fromEntries(attributes.map(attribute => [attribute, typeOf(attribute)] as const)),
      primaryIndex: index(key),
      ...(args.indexes && {
        globalIndexes: Object.fromEntries(Object.entries(indexes).map(([each, keys]) => [each, index(keys)])),
      }),
      ...(stream && { stream: "new-and-old-images" }),
      ...(ttl !== undefined && { ttl }),
      deletionProtection: stack.production,
      transform: { table: { serverSideEncryption: { enabled: true, kmsKeyArn: stack.key.arn } } },
    },
    stack.durable,
  );
}

const index = ([hashKey, rangeKey]: TableKey) => ({ hashKey, ...(rangeKey !== undefined && { rangeKey }) });
