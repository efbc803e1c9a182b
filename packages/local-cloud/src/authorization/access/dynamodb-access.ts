import type { CloudContext } from "../../kernel/service.ts";
import { findTable } from "../../services/dynamodb/table.ts";
import { type Access, type AccessRule, arnOf, type Loose, listIn } from "./access.ts";
import { statementAccess } from "./statement-access.ts";

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
      const requests = listIn(asked).flatMap(each => Object.values(each) as Loose[]);
      return itemAccess(context, "BatchWriteItem", {
        TableName: table,
        Keys: requests.map(one => one.Key ?? one.Item),
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
  const resource = typeof input.IndexName === "string" ? `${table}/index/${input.IndexName}` : table;
  return [
    {
      ...{ action: `dynamodb:${name}`, resource },
      ...(enclosing && { context: { "dynamodb:enclosingoperation": enclosing } }),
      details: () => itemKeys(context, input),
    },
  ];
}

/** Of a table's name or ARN. */
function tableArn(context: CloudContext, table: unknown): string | undefined {
  if (typeof table !== "string") return undefined;
  return table.startsWith("arn:") ? table : arnOf(context, "dynamodb", `table/${table}`);
}

/**
 * The keys that only the request's items tell.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function itemKeys(context: CloudContext, input: Loose) {
  const name = String(input.TableName).split("/").at(-1) ?? "";
  const table = findTable(context, name);
  const schema = table?.indexes.find(index => index.name === input.IndexName)?.key ?? table?.key;
  const items = [input.Key ?? input.Item, ...(Array.isArray(input.Keys) ? input.Keys : [])] as (Loose | undefined)[];
  const leading = schema === undefined ? [] : items.flatMap(item => textOf(item?.[schema.hash.name]));
  const asked = schema === undefined ? [] : equalTo(input, schema.hash.name);
  const attributes = attributesOf(input, items);
  return {
    ...(leading.length + asked.length > 0 && { "dynamodb:leadingkeys": [...new Set([...leading, ...asked])] }),
    ...(attributes.length > 0 && { "dynamodb:attributes": attributes }),
    ...single("dynamodb:select", input.Select),
    ...single("dynamodb:returnvalues", input.ReturnValues),
    ...single("dynamodb:returnconsumedcapacity", input.ReturnConsumedCapacity),
  };
}

/** What a query compares the partition key with: `pk = :pk`, and the older `KeyConditions`. */
function equalTo(input: Loose, hash: string): string[] {
  const values = (input.ExpressionAttributeValues ?? {}) as Loose;
  const names = (input.ExpressionAttributeNames ?? {}) as Loose;
  const older = ((input.KeyConditions ?? {}) as Loose)[hash] as { AttributeValueList?: unknown[] } | undefined;
  const found = [...String(input.KeyConditionExpression ?? "").matchAll(/([#\w]+)\s*=\s*(:\w+)/g)]
    .filter(([, name = ""]) => (names[name] ?? name) === hash)
    .map(([, , value = ""]) => values[value]);
  return [...found, ...(older?.AttributeValueList ?? [])].flatMap(textOf);
}

function attributesOf(input: Loose, items: readonly (Loose | undefined)[]): string[] {
  const names = Object.values((input.ExpressionAttributeNames ?? {}) as Loose).map(String);
  const projected = String(input.ProjectionExpression ?? "")
    .split(",")
    .map(path => path.trim().split(/[.[]/)[0] ?? "")
    .filter(name => name !== "" && !name.startsWith("#"));
  return [...new Set([...names, ...projected, ...items.flatMap(item => Object.keys(item ?? {}))])];
}

/** The text of an attribute value: `{ S: "a" }`. */
function textOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.values(value).map(String) : [];
}

const single = (key: string, value: unknown) => (typeof value === "string" ? { [key]: value } : {});
