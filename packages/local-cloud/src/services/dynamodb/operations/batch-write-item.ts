import type { CloudContext, OperationContext } from "../../../kernel/service.ts";
import type { BatchWriteItemInput, WriteRequest as GivenRequest } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { validationError } from "../validation-error.ts";
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
export function batchWriteItem(input: BatchWriteItemInput, context: OperationContext): object {
  const read = Object.entries(input.RequestItems).flatMap(([name, given]) =>
    given.map(request => ({ name, request, prepare: readRequest(name, request) })),
  );
  if (read.length > MOST_REQUESTS) throw validationError("Too many items requested for the BatchWriteItem call");
  const requests = read.map(({ prepare, ...rest }) => ({ ...rest, write: prepare(context) }));
  refuseSameItem(
    requests.map(({ write }) => write),
    "Provided list of item keys contains duplicates",
  );
  refuseCollectionMetrics(
    input,
    requests.map(({ write }) => write.table),
  );
  const capacity = capacityReport(input);
  const unprocessed: Record<string, GivenRequest[]> = {};
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

function readRequest(
  TableName: string,
  { PutRequest, DeleteRequest }: GivenRequest,
): (context: CloudContext) => WriteRequest {
  if (PutRequest && !DeleteRequest) return readPut({ TableName, Item: PutRequest.Item }, { inBatch: true });
  if (DeleteRequest && !PutRequest) return readDelete({ TableName, Key: DeleteRequest.Key });
  throw validationError(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
}
