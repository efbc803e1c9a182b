import type { CloudContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import type { Condition } from "../expressions/ast.ts";
import { type Binding, readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { evaluateCondition } from "../expressions/evaluate-condition.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
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
import type { Item } from "../values/attribute-value.ts";
import type { KeyRange } from "./key-range.ts";
import { pageOf, refuseUnprojected } from "./page-of.ts";
import { expressProjection } from "./read-projection.ts";

const SELECTIONS = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"] as const;
const LEGACY = ["AttributesToGet", "ScanFilter", "QueryFilter", "KeyConditions", "ConditionalOperator"];

/** The differences between `Query` and `Scan`. */
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
  refuseUnprojected(table, index, projection);
  const range = kind.range(table, index, keyCondition?.node, binding);
  if (filter) {
    checkCondition(filter.kind, filter.node, binding);
    kind.checkFilter(filter.node, table, index, binding);
  }
  const capacity = capacityReport(input);
  const page = pageOf(context, capacity, {
    table,
    index,
    range,
    start: input.ExclusiveStartKey ?? undefined,
    backwards: kind.backwards,
    limit,
    consistent,
    skips: kind.skips(table),
    wholeItems: select === "ALL_ATTRIBUTES",
    projection,
    accepts: filter ? item => evaluateCondition(filter.node, item, binding) : () => true,
  });
  return {
    ...(select === "COUNT" ? {} : { Items: page.items }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.last ? { LastEvaluatedKey: page.last } : {}),
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
