import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
import type { Condition } from "../expressions/ast.ts";
import type { Binding } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { checkKey } from "../item-key.ts";
import { requestedTable, type Table } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type Item, typeOf } from "../values/attribute-value.ts";
import { bindUpdate, checkItemSize, deleteRequest, putRequest, updateRequest } from "../writes/build-write-requests.ts";
import type { WriteRequest } from "../writes/write-request.ts";
import { bindValues, fillTemplate } from "./fill-values.ts";
import { splitKey } from "./split-key.ts";
import type {
  DeleteStatement,
  ExistsStatement,
  InsertStatement,
  UpdateStatement,
  WriteStatement,
} from "./statement.ts";

/** The write that a statement asks for, as `PutItem`, `UpdateItem` and `DeleteItem` have it. */
export function translateWrite(
  context: CloudContext,
  statement: WriteStatement,
  parameters: readonly GivenValue[],
  returnsItemOnFailure: boolean,
): WriteRequest {
  const table = () => requestedTable(context, { TableName: statement.table });
  if (statement.kind === "insert") return translateInsert(statement, parameters, table);
  const binding = bindValues(statement.values, parameters);
  if (statement.where) checkCondition("ConditionExpression", statement.where, binding);
  if (statement.kind === "update") return translateUpdate(statement, binding, table(), returnsItemOnFailure);
  if (statement.kind === "delete") return translateDelete(statement, binding, table(), returnsItemOnFailure);
  return translateExists(statement, binding, table(), returnsItemOnFailure);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html */
function translateInsert(
  statement: InsertStatement,
  parameters: readonly GivenValue[],
  table: () => Table,
): WriteRequest {
  const value = fillTemplate(statement.item, parameters);
  const item = "M" in value ? value.M : {};
  checkItemSize(item);
  const found = table();
  const condition = { node: not(exists(found)), binding: bindValues([], []) };
  return putRequest(found, item, { condition, returnsItemOnFailure: false, failure: duplicateItem });
}

/** An item that is not there fails. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html */
function translateUpdate(
  { where, update, setArguments }: UpdateStatement,
  binding: Binding,
  table: Table,
  returnsItemOnFailure: boolean,
): WriteRequest {
  for (const { value, error } of setArguments)
    if (!["SS", "NS", "BS"].includes(typeOf(binding.value(value)))) throw error;
  const { key, rest } = wholeKey(where, table, binding);
  const node: Condition = rest ? { kind: "and", left: exists(table), right: rest } : exists(table);
  const terms = { condition: { node, binding }, returnsItemOnFailure };
  return updateRequest(table, key, bindUpdate(update, binding), terms);
}

/** An item that is not there is deleted already. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.delete.html */
function translateDelete(
  { where }: DeleteStatement,
  binding: Binding,
  table: Table,
  returnsItemOnFailure: boolean,
): WriteRequest {
  const { key, rest } = wholeKey(where, table, binding);
  const node: Condition | undefined = rest && { kind: "or", left: not(exists(table)), right: rest };
  return deleteRequest(table, key, { condition: node && { node, binding }, returnsItemOnFailure });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-functions.exists.html */
function translateExists(
  { where }: ExistsStatement,
  binding: Binding,
  table: Table,
  returnsItemOnFailure: boolean,
): WriteRequest {
  const { key, rest } = splitKey(where, table.key, binding);
  if (!key || !rest) throw validationError("EXISTS() must contain a single item read with additional condition");
  const node: Condition = { kind: "and", left: exists(table), right: rest };
  const terms = { condition: { node, binding }, returnsItemOnFailure };
  return { ...deleteRequest(table, checkKey(table.key, key), terms), apply: () => "keep" };
}

function wholeKey(where: Condition | undefined, table: Table, binding: Binding): { key: Item; rest?: Condition } {
  const { key, rest } = splitKey(where, table.key, binding);
  if (!key) throw validationError("Where clause does not contain a mandatory equality on all key attributes");
  return { key: checkKey(table.key, key), ...(rest ? { rest } : {}) };
}

/** Every item has its partition key. */
function exists(table: Table): Condition {
  return { kind: "function", name: "attribute_exists", operands: [{ kind: "path", path: [table.key.hash.name] }] };
}

function not(inner: Condition): Condition {
  return { kind: "not", inner };
}

function duplicateItem(): AwsError {
  return new AwsError("DuplicateItemException", "Duplicate primary key exists in table");
}
