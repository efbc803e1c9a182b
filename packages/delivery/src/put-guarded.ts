import { type Condition, insertion, update } from "./conditional-statement.ts";
import type { ConditionalWrites } from "./conditional-writes.ts";
import type { DynamodbItem } from "./item-key.ts";

/** An item to be put, and what has to hold of the one that it replaces. */
export interface GuardedItem {
  readonly table: string;
  readonly key: DynamodbItem;
  readonly attributes: DynamodbItem;
  /** Attributes that an item in the table may lack: those not given here are removed from the one that is there. */
  readonly optional?: readonly string[];
  readonly where: Condition;
  /** Whether an item is expected there already: a wrong guess costs a second write. */
  readonly isThere: boolean;
}

/** How often an item may come and go between two writes. */
const ROUNDS = 8;

/**
 * Puts an item unless one is there for which the condition does not hold; false then. PartiQL has no statement that does both,
 * so what is expected there is written first, and the other when that proves wrong.
 */
export async function putGuarded(
  write: ConditionalWrites,
  { table, key, attributes, optional = [], where, isThere }: GuardedItem,
): Promise<boolean> {
  const remove = optional.filter(name => attributes[name] === undefined);
  let isUpdate = isThere;
  for (let round = 0; round < ROUNDS; round++) {
    const statement = isUpdate
      ? update(table, key, { set: attributes, remove, where })
      : insertion(table, key, attributes);
    const outcome = await write(statement);
    if (outcome.written) return true;
    if (isUpdate && outcome.found !== undefined) return false;
    isUpdate = !isUpdate;
  }
  throw new Error(`An item came and went ${ROUNDS} times while it was written.`);
}
