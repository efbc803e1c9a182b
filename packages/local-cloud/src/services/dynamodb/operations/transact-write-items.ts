import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalObject, optionalObjects, optionalText } from "../read-input.ts";
import { constraintError, validationError } from "../validation-error.ts";
import { readConditionCheck, readDelete, readPut, readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { runTransaction } from "../writes/run-transaction.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const MOST_ACTIONS = 100;

const READERS = { ConditionCheck: readConditionCheck, Put: readPut, Update: readUpdate, Delete: readDelete };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteItems(input: Input, context: OperationContext): object {
  const items = optionalObjects(input, "TransactItems") ?? [];
  if (items.length === 0 || items.length > MOST_ACTIONS)
    throw constraintError("TransactItems", `have length between 1 and ${MOST_ACTIONS}`);
  const writes = items.map(item => readAction(context, item));
  const token = optionalText(input, "ClientRequestToken");
  refuseCollectionMetrics(
    input,
    writes.map(({ table }) => table),
  );
  const capacity = capacityReport(input);
  return runTransaction(context, writes, { token, content: items }, capacity);
}

function readAction(context: OperationContext, item: Input): WriteRequest {
  const kinds = Object.keys(READERS).filter(kind => (item[kind] ?? undefined) !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  return READERS[kind as keyof typeof READERS](context, optionalObject(item, kind) ?? {});
}
