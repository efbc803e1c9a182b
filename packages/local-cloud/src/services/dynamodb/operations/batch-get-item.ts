import type { OperationContext } from "../../../kernel/service.ts";
import type { BatchGetItemInput, KeysAndAttributes } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { expectExpressions } from "../expressions/binding.ts";
import { checkKey, encodeKey, refuseNestedKeys } from "../item-key.ts";
import { readProjection } from "../reads/read-projection.ts";
import { readStoredItem } from "../stored-item.ts";
import { requestedTable } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";
import { readItem } from "../values/read-attribute-value.ts";

const MOST_KEYS = 100;
const MOST_BYTES = 16 * 1024 * 1024;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export function batchGetItem(input: BatchGetItemInput, context: OperationContext): object {
  const requests = readRequests(input).map(request => {
    const table = requestedTable(context, { TableName: request.name });
    const places = request.keys.map(key => encodeKey(table.key, checkKey(table.key, key)));
    refuseNestedKeys(table, request.projection.paths);
    return { ...request, table, places };
  });
  const capacity = capacityReport(input);
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, KeysAndAttributes> = {};
  let bytes = 0;
  for (const { name, request, table, places, projection } of requests) {
    const found: Item[] = [];
    for (const [at, place] of places.entries()) {
      if (bytes > MOST_BYTES) {
        unprocessed[name] = { ...request, Keys: request.Keys.slice(at) };
        break;
      }
      const item = readStoredItem(context, table, place)?.item;
      const size = item ? itemSize(item) : 0;
      bytes += size;
      capacity.addRead(table, size, { consistent: request.ConsistentRead ?? false });
      if (item) found.push(projection.apply(item));
    }
    responses[name] = found;
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...capacity.several() };
}

function readRequests(input: BatchGetItemInput) {
  let count = 0;
  return Object.entries(input.RequestItems).map(([name, request]) => {
    expectExpressions(request, ["ProjectionExpression"]);
    const projection = readProjection(request);
    const keys = request.Keys.map(key => readItem(key));
    if (new Set(keys.map(key => JSON.stringify(key))).size < keys.length)
      throw validationError("Provided list of item keys contains duplicates");
    count += keys.length;
    if (count > MOST_KEYS) throw validationError("Too many items requested for the BatchGetItem call");
    return { name, request, keys, projection };
  });
}
