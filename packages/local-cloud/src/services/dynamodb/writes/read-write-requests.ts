import type { CloudContext } from "../../../kernel/service.ts";
import type { ConditionCheck, Delete, Put, Update } from "../../../models/dynamodb-types.ts";
import { type Expressions, expectExpressions, readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
import { parseUpdate } from "../expressions/parse-update.ts";
import { checkKey } from "../item-key.ts";
import { requestedTable } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { readItem } from "../values/read-attribute-value.ts";
import { bindUpdate, checkItemSize, deleteRequest, putRequest, updateRequest } from "./build-write-requests.ts";
import type { WriteRequest } from "./write-request.ts";

/** Checks a put: `PutItem`, `Put` of a transaction, or one of a batch; the answer looks the table up. */
export function readPut(
  input: Put & Returning,
  options: { readonly inBatch?: boolean } = {},
): (context: CloudContext) => WriteRequest {
  expectExpressions(input, ["ConditionExpression"]);
  const item = readItem(input.Item);
  refuseNew(input);
  checkItemSize(item);
  const { condition } = readCondition(readExpressions(input));
  return context =>
    putRequest(requestedTable(context, input), item, { condition, returnsItemOnFailure: returnsItem(input) }, options);
}

/** Checks a deletion: `DeleteItem`, or `Delete` of a transaction. */
export function readDelete(input: Delete & Returning): (context: CloudContext) => WriteRequest {
  expectExpressions(input, ["ConditionExpression"]);
  const key = readItem(input.Key);
  refuseNew(input);
  const { condition } = readCondition(readExpressions(input));
  return context => {
    const table = requestedTable(context, input);
    return deleteRequest(table, checkKey(table.key, key), { condition, returnsItemOnFailure: returnsItem(input) });
  };
}

/** Checks `ConditionCheck` of a transaction. */
export function readConditionCheck(input: ConditionCheck): (context: CloudContext) => WriteRequest {
  const read = readDelete(input);
  return context => ({ ...read(context), apply: () => "keep" });
}

/** Checks an update: `UpdateItem`, or `Update` of a transaction. */
export function readUpdate(
  input: Omit<Update, "UpdateExpression"> & { readonly UpdateExpression?: string | undefined },
): (context: CloudContext) => WriteRequest {
  expectExpressions(input, ["UpdateExpression", "ConditionExpression"]);
  const key = readItem(input.Key);
  const expressions = readExpressions(input);
  const parsed = expressions.read("UpdateExpression", parseUpdate);
  const update = parsed && bindUpdate(parsed.node, expressions.binding, parsed.targets);
  const { condition } = readCondition(expressions);
  return context => {
    const table = requestedTable(context, input);
    const terms = { condition, returnsItemOnFailure: returnsItem(input) };
    return updateRequest(table, checkKey(table.key, key), update, terms);
  };
}

interface Returning {
  readonly ReturnValues?: string | undefined;
}

/** Refuses to return what only an update has. */
function refuseNew({ ReturnValues }: Returning): void {
  if (!["NONE", "ALL_OLD"].includes(ReturnValues ?? "NONE"))
    throw validationError("ReturnValues can only be ALL_OLD or NONE");
}

/** Reads the condition, the last of a write's expressions. */
function readCondition(expressions: Expressions): Pick<WriteRequest, "condition"> {
  const { binding } = expressions;
  const parsed = expressions.read("ConditionExpression", parseCondition);
  if (parsed) checkCondition(parsed.kind, parsed.node, binding);
  expressions.finish();
  return { condition: parsed && { node: parsed.node, binding } };
}

/** Whether a request wants to see the item that failed its condition. */
export function returnsItem(input: { readonly ReturnValuesOnConditionCheckFailure?: string | undefined }): boolean {
  return input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
}
