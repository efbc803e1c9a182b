import type { CloudContext } from "../../../kernel/service.ts";
import { applyUpdate, checkUpdate } from "../expressions/apply-update.ts";
import type { Binding, Expressions } from "../expressions/binding.ts";
import { readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
import { parseUpdate } from "../expressions/parse-update.ts";
import { checkIndexKeys, checkItemKeys, encodeKey, keyAttributes, readKey } from "../item-key.ts";
import { type Input, optionalWord, refuseMembers, requiredObject } from "../read-input.ts";
import { requestedTable } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize, MOST_ITEM_BYTES } from "../values/item-size.ts";
import { readItem } from "../values/read-attribute-value.ts";
import type { WriteRequest } from "./write-request.ts";

const LEGACY = ["Expected", "ConditionalOperator", "AttributeUpdates"];

/** Reads a put: `PutItem`, or `Put` of a transaction. */
export function readPut(context: CloudContext, input: Input): WriteRequest {
  refuseMembers(input, LEGACY);
  const item = readItem(requiredObject(input, "Item"));
  const expressions = readExpressions(input, ["ConditionExpression"]);
  const { condition } = readCondition(expressions);
  const table = requestedTable(context, input);
  checkItemKeys(table.key, table.indexes, item);
  if (itemSize(item) > MOST_ITEM_BYTES) throw validationError("Item size has exceeded the maximum allowed size");
  const key = encodeKey(table.key, item);
  return { table, key, condition, apply: () => item, touched: [], returnsItemOnFailure: returnsItem(input) };
}

/** Reads a deletion: `DeleteItem`, or `Delete` of a transaction. */
export function readDelete(context: CloudContext, input: Input): WriteRequest {
  refuseMembers(input, LEGACY);
  const expressions = readExpressions(input, ["ConditionExpression"]);
  const { condition } = readCondition(expressions);
  const table = requestedTable(context, input);
  const key = encodeKey(table.key, readKey(table.key, requiredObject(input, "Key")));
  return { table, key, condition, apply: () => undefined, touched: [], returnsItemOnFailure: returnsItem(input) };
}

/** Reads `ConditionCheck` of a transaction. */
export function readConditionCheck(context: CloudContext, input: Input): WriteRequest {
  const request = readDelete(context, input);
  if (!request.condition) throw validationError("The expression can not be empty;");
  return { ...request, apply: () => "keep" };
}

/** Reads an update: `UpdateItem`, or `Update` of a transaction. */
export function readUpdate(context: CloudContext, input: Input): WriteRequest {
  refuseMembers(input, LEGACY);
  const expressions = readExpressions(input, ["UpdateExpression", "ConditionExpression"]);
  const update = expressions.read("UpdateExpression", parseUpdate);
  const { condition, binding } = readCondition(expressions);
  const table = requestedTable(context, input);
  const keyItem = readKey(table.key, requiredObject(input, "Key"));
  const key = encodeKey(table.key, keyItem);
  const base = { table, key, condition, returnsItemOnFailure: returnsItem(input) };
  if (!update) return { ...base, apply: before => before ?? keyItem, touched: [] };

  const { set, remove, add, delete: deletions } = update.node;
  const touched = [...set, ...remove, ...add, ...deletions].map(({ path }) => binding.path(path));
  refuseOverlaps("UpdateExpression", touched);
  checkUpdate(update.node, binding);
  const keyNames = keyAttributes(table.key).map(({ name }) => name);
  const changed = keyNames.find(name => touched.some(([first]) => first === name));
  if (changed !== undefined)
    throw validationError(
      `One or more parameter values were invalid: Cannot update attribute ${changed}. This attribute is part of the key`,
    );
  const removesOnly = set.length + add.length === 0;
  const apply = (before: Item | undefined) => {
    const after = applyUpdate(update.node, before ?? keyItem, binding);
    if (itemSize(after) > MOST_ITEM_BYTES)
      throw validationError("Item size to update has exceeded the maximum allowed size");
    for (const index of table.indexes) checkIndexKeys(index, after);
    // REMOVE and DELETE create no item. Alternator's test suite, written against AWS: test_update_expression.py.
    return before || !removesOnly ? after : undefined;
  };
  return { ...base, apply, touched };
}

function readCondition(expressions: Expressions): { condition: WriteRequest["condition"]; binding: Binding } {
  const parsed = expressions.read("ConditionExpression", parseCondition);
  const binding = expressions.finish();
  if (!parsed) return { condition: undefined, binding };
  checkCondition(parsed.kind, parsed.node, binding);
  return { condition: { node: parsed.node, binding }, binding };
}

function returnsItem(input: Input): boolean {
  return optionalWord(input, "ReturnValuesOnConditionCheckFailure", ["ALL_OLD", "NONE"]) === "ALL_OLD";
}
