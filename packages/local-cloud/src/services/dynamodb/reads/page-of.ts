import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { CapacityReport } from "../consumed-capacity.ts";
import { checkKey, encodeKey, keyAttributes, pickKey } from "../item-key.ts";
import type { Table, TableIndex } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { encodeIndexKey } from "../writes/write-item.ts";
import type { KeyRange } from "./key-range.ts";
import { type PageRequest, readPage } from "./read-page.ts";
import type { Projection } from "./read-projection.ts";

/** One page of a table or index, as `Query`, `Scan` and SELECT ask for it. */
export interface PageQuery extends Omit<PageRequest, "projected"> {
  /** The last item of the page before, as its keys; undefined for the first page. */
  readonly start: Item | undefined;
  readonly consistent: boolean;
  /** Whether attributes are wanted that the index may not have, from its table. */
  readonly wholeItems: boolean;
  readonly projection: Projection;
}

/** The answer of a page. */
export interface FoundPage {
  readonly items: readonly Item[];
  readonly scanned: number;
  /** Keys of the last item looked at, when there may be more. */
  readonly last: Item | undefined;
}

/** Goes through one page, and counts what it costs. */
export function pageOf(context: CloudContext, capacity: CapacityReport, query: PageQuery): FoundPage {
  const { table, index, consistent, projection } = query;
  // For named attributes, a local index fetches from its table what it does not project.
  const fetches = query.wholeItems || (index?.kind === "local" && projection.paths !== undefined);
  const page = readPage(context, {
    ...query,
    range: startingAfter(query),
    projected: index && !fetches ? indexProjection(table, index) : item => item,
  });
  capacity.addRead(table, page.bytes, { consistent, index });
  return {
    items: page.items.map(projection.apply),
    scanned: page.scanned,
    last: page.last && pick(page.last, positionNames(table, index)),
  };
}

/** Refuses to pick attributes that a global index does not have. */
export function refuseUnprojected(table: Table, index: TableIndex | undefined, { paths }: Projection): void {
  if (!paths || index?.kind !== "global" || index.projection.type === "ALL") return;
  const known = [...positionNames(table, index), ...index.projection.names];
  const missing = paths.map(([name]) => String(name)).filter(name => !known.includes(name));
  if (missing.length > 0)
    throw validationError(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
    );
}

/** Checks the key of the item after which a page begins. Answers of AWS: dynalite's tests of Query and Scan. */
export function checkStart(table: Table, index: TableIndex | undefined, start: Item, isScan: boolean): void {
  const isPlain = isScan && !index;
  const names = new Set(positionNames(table, index));
  if (Object.keys(start).length !== names.size && !isPlain) throw invalidStart();
  for (const { name } of isPlain ? [] : keyAttributes((index ?? table).key)) if (!start[name]) throw invalidStart();
  if (!isPlain) checkKey((index ?? table).key, pickKey((index ?? table).key, start));
  try {
    checkKey(
      table.key,
      isPlain
        ? start
        : pick(
            start,
            keyAttributes(table.key).map(({ name }) => name),
          ),
    );
  } catch (error) {
    throw error instanceof AwsError ? invalidStart(`: ${error.message}`) : error;
  }
}

function invalidStart(why = "") {
  return validationError(`The provided starting key is invalid${why}`);
}

function startingAfter({ table, index, range, backwards, start }: PageQuery): KeyRange {
  if (start === undefined) return range;
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
