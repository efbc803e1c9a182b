import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { encodeKey, readKey } from "../item-key.ts";
import { type Input, optionalBoolean, optionalObjects, refuseMembers, requiredObject } from "../read-input.ts";
import { readProjection } from "../reads/read-projection.ts";
import { readStoredItem } from "../stored-item.ts";
import { requestedTable } from "../table.ts";
import { constraintError, validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";

const MOST_KEYS = 100;
const MOST_BYTES = 16 * 1024 * 1024;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export function batchGetItem(input: Input, context: OperationContext): object {
  const requests = readRequests(input, context);
  const capacity = capacityReport(input);
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, Input> = {};
  let bytes = 0;
  for (const { name, request, table, keys, projection, consistent } of requests) {
    const found: Item[] = [];
    for (const [at, key] of keys.entries()) {
      if (bytes > MOST_BYTES) {
        unprocessed[name] = { ...request, Keys: (request.Keys as unknown[]).slice(at) };
        break;
      }
      const item = readStoredItem(context, table, key)?.item;
      const size = item ? itemSize(item) : 0;
      bytes += size;
      capacity.addRead(table, size, { consistent });
      if (item) found.push(projection.apply(item));
    }
    responses[name] = found;
  }
  return { Responses: responses, UnprocessedKeys: unprocessed, ...capacity.several() };
}

function readRequests(input: Input, context: OperationContext) {
  const byTable = Object.entries(requiredObject(input, "RequestItems")) as [string, Input][];
  if (byTable.length === 0) throw constraintError("RequestItems", "have length greater than or equal to 1");
  const requests = byTable.map(([name, request]) => {
    refuseMembers(request, ["AttributesToGet"]);
    const table = requestedTable(context, { TableName: name });
    const keys = (optionalObjects(request, "Keys") ?? []).map(key => encodeKey(table.key, readKey(table.key, key)));
    if (keys.length === 0) throw constraintError("RequestItems.member.keys", "have length greater than or equal to 1");
    if (new Set(keys.map(key => key.toString("latin1"))).size < keys.length)
      throw validationError("Provided list of item keys contains duplicates");
    const consistent = optionalBoolean(request, "ConsistentRead") ?? false;
    return { name, request, table, keys, projection: readProjection(request), consistent };
  });
  if (requests.reduce((sum, { keys }) => sum + keys.length, 0) > MOST_KEYS)
    throw validationError("Too many items requested for the BatchGetItem call");
  return requests;
}
