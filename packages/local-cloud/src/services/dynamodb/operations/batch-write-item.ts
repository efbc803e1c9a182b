import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalObject, requiredObject } from "../read-input.ts";
import { constraintError, validationError } from "../validation-error.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readDelete, readPut } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { refuseSameItem } from "../writes/refuse-same-item.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const MOST_REQUESTS = 25;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 *
 * Every request is done, except those that a fault on demand leaves unprocessed.
 */
export function batchWriteItem(input: Input, context: OperationContext): object {
  const requests = Object.entries(requiredObject(input, "RequestItems")).flatMap(([name, given]) => {
    if (!Array.isArray(given) || given.length === 0)
      throw constraintError("RequestItems.member", "have length greater than or equal to 1");
    return given.map((request: Input) => ({ name, request, write: readRequest(context, name, request) }));
  });
  if (requests.length === 0) throw constraintError("RequestItems", "have length greater than or equal to 1");
  if (requests.length > MOST_REQUESTS) throw validationError("Too many items requested for the BatchWriteItem call");
  refuseSameItem(
    requests.map(({ write }) => write),
    "Provided list of item keys contains duplicates",
  );
  refuseCollectionMetrics(
    input,
    requests.map(({ write }) => write.table),
  );
  const capacity = capacityReport(input);
  const unprocessed: Record<string, Input[]> = {};
  context.store.transaction(() => {
    for (const { name, request, write } of requests) {
      if (context.faults.entry?.("dynamodb", "BatchWriteItem", request)) {
        unprocessed[name] = [...(unprocessed[name] ?? []), request];
        continue;
      }
      const { before, after } = performWrite(context, write);
      capacity.addWrite(write.table, before?.item, after);
    }
  });
  return { UnprocessedItems: unprocessed, ...capacity.several() };
}

function readRequest(context: OperationContext, name: string, request: Input): WriteRequest {
  const put = optionalObject(request, "PutRequest");
  const deletion = optionalObject(request, "DeleteRequest");
  if (put && !deletion) return readPut(context, { TableName: name, Item: put.Item });
  if (deletion && !put) return readDelete(context, { TableName: name, Key: deletion.Key });
  throw validationError(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
}
