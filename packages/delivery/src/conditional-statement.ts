import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamodbItem } from "./item-key.ts";

/** A write of one item in PartiQL, with its values apart from its text. */
export interface ConditionalStatement {
  readonly text: string;
  readonly parameters: readonly AttributeValue[];
  /** Names the item among those of all tables. */
  readonly item: string;
}

/** Part of a statement, with the value of each `?` in it. */
export interface Condition {
  readonly text: string;
  readonly parameters: readonly AttributeValue[];
}

/**
 * Puts an item unless there is one under its key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertion(table: string, key: DynamodbItem, attributes: DynamodbItem): ConditionalStatement {
  const item = { ...key, ...attributes };
  const fields = Object.keys(item).map(name => `'${name}': ?`);
  return {
    text: `INSERT INTO "${table}" VALUE {${fields.join(", ")}}`,
    parameters: Object.values(item),
    item: itemName(table, key),
  };
}

/**
 * Changes an item if it is there and the condition holds; `add` has values for sets that the item has.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function update(
  table: string,
  key: DynamodbItem,
  {
    set = {},
    add = {},
    remove = [],
    where,
  }: {
    readonly set?: DynamodbItem;
    readonly add?: DynamodbItem;
    readonly remove?: readonly string[];
    readonly where: Condition;
  },
): ConditionalStatement {
  const changes = [
    ...Object.keys(set).map(name => `SET "${name}" = ?`),
    ...Object.keys(add).map(name => `SET "${name}" = set_add("${name}", ?)`),
    ...remove.map(name => `REMOVE "${name}"`),
  ];
  const keys = Object.keys(key).map(name => `"${name}" = ?`);
  return {
    text: `UPDATE "${table}" ${changes.join(" ")} WHERE ${keys.join(" AND ")} AND ${where.text}`,
    parameters: [set, add, key].flatMap(item => Object.values(item)).concat(where.parameters),
    item: itemName(table, key),
  };
}

function itemName(table: string, key: DynamodbItem): string {
  return JSON.stringify([table, ...Object.values(key)]);
}
