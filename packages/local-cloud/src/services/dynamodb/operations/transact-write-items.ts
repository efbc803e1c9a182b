import type { CloudContext, OperationContext } from "../../../kernel/service.ts";
import type { TransactWriteItem, TransactWriteItemsInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { validationError } from "../validation-error.ts";
import { readConditionCheck, readDelete, readPut, readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { runTransaction } from "../writes/run-transaction.ts";
import type { WriteRequest } from "../writes/write-request.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteItems(input: TransactWriteItemsInput, context: OperationContext): object {
  const writes = input.TransactItems.map(readAction).map(prepare => prepare(context));
  refuseCollectionMetrics(
    input,
    writes.map(({ table }) => table),
  );
  const once = { token: input.ClientRequestToken ?? undefined, content: input.TransactItems };
  return runTransaction(context, writes, once, capacityReport(input));
}

function readAction({
  ConditionCheck,
  Put,
  Update,
  Delete,
}: TransactWriteItem): (context: CloudContext) => WriteRequest {
  const [read, ...others] = [
    ConditionCheck && readConditionCheck.bind(null, ConditionCheck),
    Put && readPut.bind(null, Put),
    Update && readUpdate.bind(null, Update),
    Delete && readDelete.bind(null, Delete),
  ].filter(each => each !== undefined && each !== null);
  if (read && others.length === 0) return read();
  throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
}
