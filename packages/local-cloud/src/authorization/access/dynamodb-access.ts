import type { CloudContext } from "../../kernel/service.ts";
import { pathsOf, type RawPath } from "../../services/dynamodb/expressions/ast.ts";
import { conjuncts } from "../../services/dynamodb/expressions/conjuncts.ts";
import { parseCondition } from "../../services/dynamodb/expressions/parse-condition.ts";
import { parseProjection } from "../../services/dynamodb/expressions/parse-projection.ts";
import { parseUpdate } from "../../services/dynamodb/expressions/parse-update.ts";
import type { ExpressionKind } from "../../services/dynamodb/expressions/tokens.ts";
import { findTable, tableName } from "../../services/dynamodb/table.ts";
import { type Access, type AccessRule, arnOf, type Loose, listIn } from "./access.ts";
import { statementAccess, unlessRefused } from "./statement-access.ts";

/**
 * What DynamoDB's operations need: batches and transactions each table's own action, statements those of PartiQL.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export const dynamodbAccess: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    [
      ...["CreateTable", "DeleteTable", "DescribeTable", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive"],
      ...["DescribeContinuousBackups", "UpdateContinuousBackups"],
    ].map(name => [name, onTable(`dynamodb:${name}`)]),
  ),
  ...Object.fromEntries(["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"].map(itemRule)),
  ...Object.fromEntries(["TagResource", "UntagResource", "ListTagsOfResource"].map(tagRule)),
  ListTables: () => [{ action: "dynamodb:ListTables", resource: "*" }],
  BatchGetItem: (input: Loose, context) =>
    Object.entries((input.RequestItems ?? {}) as Loose).flatMap(([table, asked]) =>
      itemAccess(context, "BatchGetItem", { ...(asked as object), TableName: table }),
    ),
  BatchWriteItem: (input: Loose, context) =>
    Object.entries((input.RequestItems ?? {}) as Loose).flatMap(([table, asked]) => {
      return itemAccess(context, "BatchWriteItem", {
        TableName: table,
        // Of a put the item counts, of a deletion the key: whatever else the request holds is ignored.
        Keys: listIn(asked).flatMap(({ PutRequest, DeleteRequest }) => [
          (PutRequest as Loose | undefined)?.Item,
          (DeleteRequest as Loose | undefined)?.Key,
        ]),
      });
    }),
  TransactGetItems: transaction("TransactGetItems", () => "GetItem"),
  TransactWriteItems: transaction("TransactWriteItems", kind => kinds[kind]),
  ExecuteStatement: (input: Loose, context) => statementAccess(context, input),
  // Each statement is decided when it is run, as if it came by itself.
  BatchExecuteStatement: () => [],
  ExecuteTransaction: (input: Loose, context) =>
    listIn(input.TransactStatements).flatMap(each => statementAccess(context, each, "ExecuteTransaction")),
};

/** The action of each kind of request in a transaction. */
const kinds: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

function itemRule(name: string): [string, AccessRule] {
  return [name, (input: Loose, context) => itemAccess(context, name, input)];
}

function tagRule(name: string): [string, AccessRule] {
  return [name, (input: Loose) => [{ action: `dynamodb:${name}`, resource: String(input.ResourceArn ?? "*") }]];
}

function onTable(action: string): AccessRule {
  return (input: Loose, context) => {
    const resource = tableArn(context, input.TableName);
    return resource === undefined ? [] : [{ action, resource }];
  };
}

function transaction(operation: string, actionOf: (kind: string) => string | undefined): AccessRule {
  return (input: Loose, context) =>
    listIn(input.TransactItems).flatMap(item =>
      Object.entries(item).flatMap(([kind, asked]) => {
        const action = actionOf(kind);
        return action === undefined ? [] : itemAccess(context, action, asked as Loose, operation);
      }),
    );
}

/** An action on items of a table, or of an index of it. */
function itemAccess(context: CloudContext, name: string, input: Loose, enclosing?: string): Access[] {
  const table = tableArn(context, input.TableName);
  if (table === undefined) return [];
  const index = READS_INDEXES.has(name) ? input.IndexName : undefined;
  const resource = typeof index === "string" ? `${table}/index/${index}` : table;
  return [
    {
      ...{ action: `dynamodb:${name}`, resource },
      ...(enclosing && { context: { "dynamodb:enclosingoperation": enclosing } }),
      details: () => itemKeys(context, name, input),
    },
  ];
}

/** Only these read an index; others ignore the name of one. */
const READS_INDEXES: ReadonlySet<string> = new Set(["Query", "Scan"]);

/** Of a table's name or ARN: of the table that the operation will be on, whatever else the ARN says. */
function tableArn(context: CloudContext, table: unknown): string | undefined {
  return typeof table === "string" ? arnOf(context, "dynamodb", `table/${tableName(table)}`) : undefined;
}

/**
 * The keys that only the request's items tell.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function itemKeys(context: CloudContext, action: string, input: Loose) {
  const table = findTable(context, tableName(String(input.TableName)));
  const index = READS_INDEXES.has(action) ? input.IndexName : undefined;
  const schema = table?.indexes.find(({ name }) => name === index)?.key ?? table?.key;
  const items = itemsOf(action, input);
  const leading = schema === undefined ? [] : items.flatMap(item => textOf(item?.[schema.hash.name]));
  const asked = schema === undefined || action !== "Query" ? [] : equalTo(input, schema.hash.name);
  const attributes = attributesOf(input, items);
  return {
    ...(leading.length + asked.length > 0 && { "dynamodb:leadingkeys": [...new Set([...leading, ...asked])] }),
    ...(attributes.length > 0 && { "dynamodb:attributes": attributes }),
    ...single("dynamodb:select", input.Select),
    ...single("dynamodb:returnvalues", input.ReturnValues),
    ...single("dynamodb:returnconsumedcapacity", input.ReturnConsumedCapacity),
  };
}

/** The items or keys in the one member that an action has for them. */
function itemsOf(action: string, { Key, Keys, Item }: Loose): readonly (Loose | undefined)[] {
  if (READS_INDEXES.has(action)) return [];
  if (action.startsWith("Batch")) return Array.isArray(Keys) ? Keys : [];
  return [(action === "PutItem" ? Item : Key) as Loose | undefined];
}

/** What a query compares the partition key with, however it is written; nothing where its operation will refuse it. */
function equalTo(input: Loose, hash: string): string[] {
  const values = (input.ExpressionAttributeValues ?? {}) as Loose;
  const names = (input.ExpressionAttributeNames ?? {}) as Loose;
  const source = String(input.KeyConditionExpression ?? "");
  const condition = unlessRefused(() => parseCondition("KeyConditionExpression", source).node);
  return (condition === undefined ? [] : conjuncts(condition)).flatMap(one => {
    if (one.kind !== "compare" || one.comparator !== "=") return [];
    const operands = [one.left, one.right];
    const isHash = operands.some(each => {
      const [name = "", ...below] = each.kind === "path" ? each.path : [];
      return below.length === 0 && (names[name] ?? name) === hash;
    });
    return isHash ? operands.flatMap(each => (each.kind === "value" ? textOf(values[each.name]) : [])) : [];
  });
}

const CONDITIONS = ["KeyConditionExpression", "FilterExpression", "ConditionExpression"] as const;

/** The top-level attributes that items, keys and expressions name. */
function attributesOf(input: Loose, items: readonly (Loose | undefined)[]): string[] {
  const names = (input.ExpressionAttributeNames ?? {}) as Loose;
  const read = (kind: ExpressionKind, pathsIn: (kind: ExpressionKind, source: string) => readonly RawPath[]) => {
    const source = input[kind];
    return typeof source === "string" ? (unlessRefused(() => pathsIn(kind, source)) ?? []) : [];
  };
  const paths = [
    ...CONDITIONS.flatMap(kind => read(kind, (...given) => pathsOf(parseCondition(...given).node))),
    ...read("ProjectionExpression", (...given) => parseProjection(...given).node),
    ...read("UpdateExpression", (...given) => parseUpdate(...given).targets ?? []),
  ];
  const named = paths.map(([first = ""]) => names[first] ?? first);
  const placed = Object.values(names);
  return [...new Set([...placed, ...named, ...items.flatMap(item => Object.keys(item ?? {}))].map(String))];
}

/** The text of an attribute value: `{ S: "a" }`. */
function textOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.values(value).map(String) : [];
}

const single = (key: string, value: unknown) => (typeof value === "string" ? { [key]: value } : {});
