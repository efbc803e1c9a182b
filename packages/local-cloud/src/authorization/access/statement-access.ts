import type { RequestContext } from "@tributary/iam-policy/access-request";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { AttributeValue as GivenValue } from "../../models/dynamodb-types.ts";
import { type Condition, type Operand, pathsOf, type RawPath } from "../../services/dynamodb/expressions/ast.ts";
import { conjuncts } from "../../services/dynamodb/expressions/conjuncts.ts";
import { bindValues, fillTemplate } from "../../services/dynamodb/partiql/fill-values.ts";
import { parseStatement } from "../../services/dynamodb/partiql/parse-statement.ts";
import type { Statement } from "../../services/dynamodb/partiql/statement.ts";
import { findTable, tableName } from "../../services/dynamodb/table.ts";
import type { AttributeValue } from "../../services/dynamodb/values/attribute-value.ts";
import { type Access, arnOf, type Loose } from "./access.ts";

/** The action of each kind of statement; `EXISTS` is a read. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
const actions: Readonly<Record<Statement["kind"], string>> = {
  insert: "dynamodb:PartiQLInsert",
  update: "dynamodb:PartiQLUpdate",
  delete: "dynamodb:PartiQLDelete",
  select: "dynamodb:PartiQLSelect",
  exists: "dynamodb:PartiQLSelect",
};

/** What a statement needs, by itself or in a transaction; nothing for one that its operation will refuse. */
export function statementAccess(context: CloudContext, request: Loose, enclosing?: "ExecuteTransaction"): Access[] {
  const statement = unlessRefused(() => parseStatement("Statement", String(request.Statement)));
  if (statement === undefined) return [];
  const table = arnOf(context, "dynamodb", `table/${tableName(statement.table)}`);
  const index = statement.kind === "select" ? statement.index : undefined;
  return [
    {
      action: actions[statement.kind],
      resource: index === undefined ? table : `${table}/index/${index}`,
      ...(enclosing && { context: { "dynamodb:enclosingoperation": enclosing } }),
      details: () =>
        unlessRefused(() => statementKeys(context, statement, (request.Parameters ?? []) as GivenValue[])) ?? {},
    },
  ];
}

/**
 * The keys that only a statement and its parameters tell.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function statementKeys(context: CloudContext, statement: Statement, parameters: readonly GivenValue[]): RequestContext {
  const table = findTable(context, tableName(statement.table));
  const index = statement.kind === "select" ? statement.index : undefined;
  const hash = (table?.indexes.find(({ name }) => name === index)?.key ?? table?.key)?.hash.name ?? "";
  const leading = leadingKeys(statement, hash, parameters);
  const attributes = [...new Set(attributesOf(statement, parameters))];
  return {
    ...(leading.length > 0 && { "dynamodb:leadingkeys": [...new Set(leading)] }),
    ...(attributes.length > 0 && { "dynamodb:attributes": attributes }),
    ...(statement.kind === "select" && { "dynamodb:fulltablescan": String(leading.length === 0) }),
  };
}

/** The partition keys that a statement names, by equality or in a list. */
function leadingKeys(statement: Statement, hash: string, parameters: readonly GivenValue[]): string[] {
  if (statement.kind === "insert") return textOf(insertedItem(statement.item, parameters)[hash]);
  const { value } = bindValues(statement.values, parameters);
  const isHash = (one: Operand) => one.kind === "path" && one.path.length === 1 && one.path[0] === hash;
  const texts = (options: readonly Operand[]) =>
    options.flatMap(one => (one.kind === "value" ? textOf(value(one.name)) : []));
  const named = (condition: Condition): string[] => {
    if (condition.kind === "in") return isHash(condition.operand) ? texts(condition.options) : [];
    if (condition.kind !== "compare" || condition.comparator !== "=") return [];
    const { left, right } = condition;
    return isHash(left) || isHash(right) ? texts([left, right]) : [];
  };
  return statement.where === undefined ? [] : conjuncts(statement.where).flatMap(named);
}

function attributesOf(statement: Statement, parameters: readonly GivenValue[]): string[] {
  if (statement.kind === "insert") return Object.keys(insertedItem(statement.item, parameters));
  const paths: RawPath[] = statement.where === undefined ? [] : pathsOf(statement.where);
  if (statement.kind === "select") paths.push(...(statement.projection ?? []));
  if (statement.kind === "update")
    for (const section of Object.values(statement.update) as (readonly { readonly path: RawPath }[])[])
      paths.push(...section.map(({ path }) => path));
  return paths.map(([name]) => String(name));
}

type Insert = Extract<Statement, { readonly kind: "insert" }>;

function insertedItem(item: Insert["item"], parameters: readonly GivenValue[]) {
  return (fillTemplate(item, parameters) as { readonly M?: Readonly<Record<string, AttributeValue>> }).M ?? {};
}

/** The text of an attribute value: `{ S: "a" }`. */
function textOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.values(value).map(String) : [];
}

/** What reads a part of a request; undefined for what its operation will refuse. */
export function unlessRefused<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
