import type { CloudContext } from "../../../kernel/service.ts";
import type { Binding, Expressions } from "../expressions/binding.ts";
import { readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
import { parseUpdate } from "../expressions/parse-update.ts";
import { readKey } from "../item-key.ts";
import { type Input, optionalWord, refuseMembers, requiredObject } from "../read-input.ts";
import { requestedTable } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { readItem } from "../values/read-attribute-value.ts";
import { deleteRequest, putRequest, updateRequest } from "./build-write-requests.ts";
import type { WriteRequest } from "./write-request.ts";

const LEGACY = ["Expected", "ConditionalOperator", "AttributeUpdates"];

/** Reads a put: `PutItem`, or `Put` of a transaction. */
export function readPut(context: CloudContext, input: Input): WriteRequest {
  refuseMembers(input, LEGACY);
  const item = readItem(requiredObject(input, "Item"));
  const expressions = readExpressions(input, ["ConditionExpression"]);
  const { condition } = readCondition(expressions);
  const table = requestedTable(context, input);
  return putRequest(table, item, { condition, returnsItemOnFailure: returnsItem(input) });
}

/** Reads a deletion: `DeleteItem`, or `Delete` of a transaction. */
export function readDelete(context: CloudContext, input: Input): WriteRequest {
  refuseMembers(input, LEGACY);
  const expressions = readExpressions(input, ["ConditionExpression"]);
  const { condition } = readCondition(expressions);
  const table = requestedTable(context, input);
  const keyItem = readKey(table.key, requiredObject(input, "Key"));
  return deleteRequest(table, keyItem, { condition, returnsItemOnFailure: returnsItem(input) });
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
  const terms = { condition, returnsItemOnFailure: returnsItem(input) };
  return updateRequest(table, keyItem, update && { node: update.node, binding }, terms);
}

function readCondition(expressions: Expressions): { condition: WriteRequest["condition"]; binding: Binding } {
  const parsed = expressions.read("ConditionExpression", parseCondition);
  const binding = expressions.finish();
  if (!parsed) return { condition: undefined, binding };
  checkCondition(parsed.kind, parsed.node, binding);
  return { condition: { node: parsed.node, binding }, binding };
}

/** Whether a request wants to see the item that failed its condition. */
export function returnsItem(input: Input): boolean {
  return optionalWord(input, "ReturnValuesOnConditionCheckFailure", ["ALL_OLD", "NONE"]) === "ALL_OLD";
}
