import type { CloudContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import type { Condition } from "../expressions/ast.ts";
import { type Binding, readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { evaluateCondition } from "../expressions/evaluate-condition.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
import { encodeKey, keyAttributes } from "../item-key.ts";
import {
  type Input,
  optionalBoolean,
  optionalInteger,
  optionalText,
  optionalWord,
  refuseMembers,
} from "../read-input.ts";
import { requestedTable, type Table, type TableIndex } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type Item, typeOf } from "../values/attribute-value.ts";
import { readItem } from "../values/read-attribute-value.ts";
import { encodeIndexKey } from "../writes/write-item.ts";
import type { KeyRange } from "./key-range.ts";
import { readPage } from "./read-page.ts";
import { expressProjection, type Projection } from "./read-projection.ts";

const SELECTIONS = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"] as const;
const LEGACY = ["AttributesToGet", "ScanFilter", "QueryFilter", "KeyConditions", "ConditionalOperator"];

/** Where `Query` and `Scan` differ. */
export interface PageKind {
  readonly hasKeyCondition: boolean;
  range(table: Table, index: TableIndex | undefined, keyCondition: Condition | undefined, binding: Binding): KeyRange;
  readonly backwards: boolean;
  skips(table: Table): (item: Item) => boolean;
  checkFilter(filter: Condition, table: Table, index: TableIndex | undefined, binding: Binding): void;
}

/** Answers `Query` or `Scan`: reads the request, goes through one page, describes where to go on. */
export function pageAnswer(input: Input, context: CloudContext, kind: PageKind): object {
  refuseMembers(input, LEGACY);
  const expressions = readExpressions(input, [
    ...(kind.hasKeyCondition ? (["KeyConditionExpression"] as const) : []),
    "FilterExpression",
    "ProjectionExpression",
  ]);
  const keyCondition = kind.hasKeyCondition ? expressions.read("KeyConditionExpression", parseCondition) : undefined;
  const filter = expressions.read("FilterExpression", parseCondition);
  const bindProjection = expressProjection(expressions);
  const binding = expressions.finish();
  const projection = bindProjection(binding);
  const limit = optionalInteger(input, "Limit", 1) ?? Number.POSITIVE_INFINITY;
  const consistent = optionalBoolean(input, "ConsistentRead") ?? false;
  const table = requestedTable(context, input);
  const index = requestedIndex(input, table, consistent);
  const select = readSelect(input, index);
  if (index && projection.names) refuseUnprojected(table, index, projection.names);
  const range = kind.range(table, index, keyCondition?.node, binding);
  if (filter) {
    checkCondition(filter.kind, filter.node, binding);
    kind.checkFilter(filter.node, table, index, binding);
  }
  const capacity = capacityReport(input);
  const page = readPage(context, {
    table,
    index,
    range: startingAfter(input, table, index, range, kind.backwards),
    backwards: kind.backwards,
    limit,
    skips: kind.skips(table),
    projected:
      index && select !== "ALL_ATTRIBUTES" && !fetchesWhole(index, projection)
        ? indexProjection(table, index)
        : item => item,
    accepts: filter ? item => evaluateCondition(filter.node, item, binding) : () => true,
  });
  const inGlobal = index?.kind === "global" ? { index: index.name } : {};
  capacity.addRead(table, page.bytes, { consistent, ...inGlobal });
  return {
    ...(select === "COUNT" ? {} : { Items: page.items.map(projection.apply) }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.last ? { LastEvaluatedKey: pick(page.last, positionNames(table, index)) } : {}),
    ...capacity.one(),
  };
}

function requestedIndex(input: Input, table: Table, consistent: boolean): TableIndex | undefined {
  const name = optionalText(input, "IndexName");
  if (name === undefined) return undefined;
  const index = table.indexes.find(candidate => candidate.name === name);
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (consistent && index.kind === "global")
    throw validationError("Consistent reads are not supported on global secondary indexes");
  return index;
}

function readSelect(input: Input, index: TableIndex | undefined): (typeof SELECTIONS)[number] | undefined {
  const select = optionalWord(input, "Select", SELECTIONS);
  const hasProjection = optionalText(input, "ProjectionExpression") !== undefined;
  if (select === "SPECIFIC_ATTRIBUTES" && !hasProjection)
    throw validationError(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  if (select !== undefined && select !== "SPECIFIC_ATTRIBUTES" && hasProjection)
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${select === "COUNT" ? "only the Count" : select}`,
    );
  if (select === "ALL_PROJECTED_ATTRIBUTES" && !index)
    throw validationError("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  if (select === "ALL_ATTRIBUTES" && index?.kind === "global" && index.projection.type !== "ALL")
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  return select;
}

function refuseUnprojected(table: Table, index: TableIndex, names: readonly string[]): void {
  if (index.kind === "local" || index.projection.type === "ALL") return;
  const known = [...positionNames(table, index), ...index.projection.names];
  const missing = names.filter(name => !known.includes(name));
  if (missing.length > 0)
    throw validationError(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
    );
}

/** A local index fetches from its table what it does not project, when asked for attributes by name. */
function fetchesWhole(index: TableIndex, projection: Projection): boolean {
  return index.kind === "local" && projection.names !== undefined;
}

function startingAfter(
  input: Input,
  table: Table,
  index: TableIndex | undefined,
  range: KeyRange,
  backwards: boolean,
): KeyRange {
  if (input.ExclusiveStartKey === undefined || input.ExclusiveStartKey === null) return range;
  const start = readItem(input.ExclusiveStartKey);
  const attributes = [table.key, ...(index ? [index.key] : [])].flatMap(keyAttributes);
  if (
    Object.keys(start).length !== new Set(attributes.map(({ name }) => name)).size ||
    attributes.some(({ name, type }) => !start[name] || typeOf(start[name]) !== type)
  )
    throw validationError("The provided starting key is invalid: The provided key element does not match the schema");
  const key = encodeKey(table.key, start);
  const place = (index && encodeIndexKey(index, start, key)) ?? key;
  if (Buffer.compare(place, range.low) < 0 || Buffer.compare(place, range.high) >= 0)
    throw validationError("The provided starting key is outside query boundaries based on provided conditions");
  return backwards ? { low: range.low, high: place } : { low: Buffer.concat([place, Buffer.of(0)]), high: range.high };
}

function positionNames(table: Table, index: TableIndex | undefined): string[] {
  return [table.key, ...(index ? [index.key] : [])].flatMap(keyAttributes).map(({ name }) => name);
}

function indexProjection(table: Table, index: TableIndex): (item: Item) => Item {
  if (index.projection.type === "ALL") return item => item;
  const names = [...positionNames(table, index), ...index.projection.names];
  return item => pick(item, names);
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
