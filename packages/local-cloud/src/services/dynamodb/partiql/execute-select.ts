import type { CloudContext } from "../../../kernel/service.ts";
import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
import type { CapacityReport } from "../consumed-capacity.ts";
import type { Condition } from "../expressions/ast.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { allOf, conjuncts } from "../expressions/conjuncts.ts";
import { evaluateCondition } from "../expressions/evaluate-condition.ts";
import { checkKey, encodeKey } from "../item-key.ts";
import { EVERY_KEY, readKeyCondition } from "../reads/key-range.ts";
import { checkStart, type FoundPage, pageOf, refuseUnprojected } from "../reads/page-of.ts";
import { readStoredItem } from "../stored-item.ts";
import { type KeySchema, requestedTable, type Table, type TableIndex } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";
import { type GivenItem, readItem } from "../values/read-attribute-value.ts";
import { bindValues } from "./fill-values.ts";
import { selectProjection } from "./select-projection.ts";
import { splitKey } from "./split-key.ts";
import type { SelectStatement } from "./statement.ts";

/** Options for reading a page. */
export interface SelectOptions {
  readonly limit: number;
  readonly consistent: boolean;
  readonly start: GivenItem | undefined;
}

/**
 * Reads one page: of a partition where the condition names one, else of the whole table or index.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
 */
export function executeSelect(
  context: CloudContext,
  statement: SelectStatement,
  parameters: readonly GivenValue[],
  capacity: CapacityReport,
  options: SelectOptions,
): FoundPage {
  const binding = bindValues(statement.values, parameters);
  const { where, order } = statement;
  if (where) checkCondition("FilterExpression", where, binding);
  const projection = selectProjection(statement.projection);
  const table = requestedTable(context, { TableName: statement.table });
  const index = namedIndex(table, statement.index, options.consistent);
  const start = options.start && readItem(options.start);
  if (start) checkStart(table, index, start, false);
  refuseUnprojected(table, index, projection);
  const { key } = index ?? table;
  const { keyConditions, filters } = partitionOf(where, key);
  const filter = allOf(filters);
  const keyCondition = allOf(keyConditions);
  return pageOf(context, capacity, {
    ...options,
    start,
    table,
    index,
    range: keyCondition ? readKeyCondition(keyCondition, binding)(key) : EVERY_KEY,
    backwards: isBackwards(order, key, keyConditions.length > 0),
    skips: () => false,
    wholeItems: false,
    projection,
    accepts: filter ? item => evaluateCondition(filter, item, binding) : () => true,
  });
}

/** An item to be read, as its table and encoded key name it. */
export interface SelectedItem {
  readonly table: Table;
  readonly key: Uint8Array;
  readonly read: () => { readonly bytes: number; readonly item: Item | undefined };
}

/** Reads the one item that a SELECT within a batch or transaction names. */
export function selectOne(
  context: CloudContext,
  statement: SelectStatement,
  parameters: readonly GivenValue[],
  operation: string,
): SelectedItem {
  const binding = bindValues(statement.values, parameters);
  const projection = selectProjection(statement.projection);
  const table = requestedTable(context, { TableName: statement.table });
  const { key, rest } = splitKey(statement.where, table.key, binding);
  if (!key || rest || statement.index !== undefined)
    throw validationError(`Select statements within ${operation} must specify the primary key in the where clause.`);
  const place = encodeKey(table.key, checkKey(table.key, key));
  return {
    table,
    key: place,
    read() {
      const stored = readStoredItem(context, table, place)?.item;
      return { bytes: stored ? itemSize(stored) : 0, item: stored && projection.apply(stored) };
    },
  };
}

function namedIndex(table: Table, name: string | undefined, consistent: boolean): TableIndex | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.find(candidate => candidate.name === name);
  if (!index) throw validationError("The table does not have the specified index");
  if (consistent && index.kind === "global")
    throw validationError("Strongly consistent read is not supported on Global Secondary Indexes");
  return index;
}

/** What of a condition is the key condition of a query; nothing when it names no partition. */
function partitionOf(where: Condition | undefined, key: KeySchema) {
  const all = where ? conjuncts(where) : [];
  const hash = all.find(
    condition => condition.kind === "compare" && condition.comparator === "=" && isOn(condition, key.hash.name),
  );
  if (!hash) return { keyConditions: [], filters: all };
  const range = key.range && all.find(condition => isRange(condition) && isOn(condition, key.range?.name));
  return {
    keyConditions: range ? [hash, range] : [hash],
    filters: all.filter(condition => condition !== hash && condition !== range),
  };
}

function isRange(condition: Condition): boolean {
  if (condition.kind === "compare") return condition.comparator !== "<>";
  return condition.kind === "between" || (condition.kind === "function" && condition.name === "begins_with");
}

/** Whether a condition compares this attribute with values alone. */
function isOn(condition: Condition, name: string | undefined): boolean {
  const operands =
    condition.kind === "compare"
      ? [condition.left, condition.right]
      : condition.kind === "between"
        ? [condition.operand, condition.low, condition.high]
        : condition.kind === "function"
          ? condition.operands
          : [];
  const [subject, ...values] = operands;
  return (
    subject?.kind === "path" &&
    subject.path.length === 1 &&
    subject.path[0] === name &&
    values.every(({ kind }) => kind === "value")
  );
}

function isBackwards(order: SelectStatement["order"], key: KeySchema, ofOnePartition: boolean): boolean {
  if (order.length === 0) return false;
  if (!ofOnePartition)
    throw validationError(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
    );
  const stranger = order.find(({ name }) => name !== key.hash.name && name !== key.range?.name);
  if (stranger)
    throw validationError(`Variable reference ${stranger.name} in ORDER BY clause must be part of the primary key`);
  return order.find(({ name }) => name === key.range?.name)?.backwards ?? false;
}
