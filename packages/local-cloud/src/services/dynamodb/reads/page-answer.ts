import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { QueryInput, ScanInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { pathsOf } from "../expressions/ast.ts";
import { expectExpressions, type Path, readExpressions } from "../expressions/binding.ts";
import { checkCondition } from "../expressions/check-condition.ts";
import { evaluateCondition } from "../expressions/evaluate-condition.ts";
import { parseCondition } from "../expressions/parse-condition.ts";
import type { ExpressionKind } from "../expressions/tokens.ts";
import { refuseNestedKeys } from "../item-key.ts";
import { type KeySchema, requestedTable, type Table, type TableIndex } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { type GivenItem, readItem } from "../values/read-attribute-value.ts";
import { EVERY_KEY, readKeyCondition } from "./key-range.ts";
import { checkStart, pageOf, refuseUnprojected } from "./page-of.ts";
import { expressProjection } from "./read-projection.ts";

type Input = Omit<QueryInput & ScanInput, "TableName"> & Pick<QueryInput, "TableName">;

/** The differences between `Query` and `Scan`. */
export interface PageKind {
  readonly expressions: readonly ExpressionKind[];
  /** What else is asked of the request, before its expressions are read. */
  check(): void;
  readonly backwards: boolean;
  skips(table: Table): (item: Item) => boolean;
  /** Checks the paths of the filter against the key that is read by. */
  checkFilter(paths: readonly Path[], key: KeySchema): void;
}

/** Answers `Query` or `Scan`: checks the request, then looks at the table, goes through one page, describes where to go on. */
export function pageAnswer(input: Input, context: CloudContext, kind: PageKind): object {
  expectExpressions(input, kind.expressions);
  const start = readStart(input.ExclusiveStartKey);
  kind.check();
  const expressions = readExpressions(input);
  const { binding } = expressions;
  const keyCondition = expressions.read("KeyConditionExpression", parseCondition);
  if (keyCondition) checkCondition(keyCondition.kind, keyCondition.node, binding);
  const filter = expressions.read("FilterExpression", parseCondition);
  if (filter) checkCondition(filter.kind, filter.node, binding);
  const projection = expressProjection(expressions);
  expressions.finish();
  const selection = keyCondition && readKeyCondition(keyCondition.node, binding);
  const limit = input.Limit ?? Number.POSITIVE_INFINITY;
  const consistent = input.ConsistentRead ?? false;
  const table = requestedTable(context, input);
  const index = requestedIndex(input, table, consistent);
  if (start) checkStart(table, index, start, !selection);
  const range = selection?.((index ?? table).key) ?? EVERY_KEY;
  refuseNestedKeys(table, projection.paths);
  const filtered = filter ? pathsOf(filter.node).map(binding.path) : [];
  kind.checkFilter(filtered, (index ?? table).key);
  refuseNestedKeys(table, filtered);
  const select = readSelect(input, index);
  refuseUnprojected(table, index, projection);
  const capacity = capacityReport(input);
  const page = pageOf(context, capacity, {
    table,
    index,
    range,
    start,
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
  const name = input.IndexName ?? undefined;
  if (name === undefined) return undefined;
  const index = table.indexes.find(candidate => candidate.name === name);
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (consistent && index.kind === "global")
    throw validationError("Consistent reads are not supported on global secondary indexes");
  return index;
}

function readSelect(input: Input, index: TableIndex | undefined): string | undefined {
  const select = input.Select ?? undefined;
  const hasProjection = (input.ProjectionExpression ?? undefined) !== undefined;
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

/** AWS says of these without saying that they are of the starting key: dynalite's tests of Query. */
const PLAIN = /contains duplicates|number set|numeric value|significant digits|number with magnitude/;

function readStart(given: GivenItem | null | undefined): Item | undefined {
  try {
    return given ? readItem(given) : undefined;
  } catch (error) {
    if (!(error instanceof AwsError) || PLAIN.test(error.message)) throw error;
    throw validationError(`The provided starting key is invalid: ${error.message}`);
  }
}
