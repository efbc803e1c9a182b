import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalObject, optionalObjects, optionalText } from "../read-input.ts";
import { constraintError, validationError } from "../validation-error.ts";
import { itemSize } from "../values/item-size.ts";
import { decideWrite, type Outcome } from "../writes/perform-write.ts";
import { readConditionCheck, readDelete, readPut, readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { refuseSameItem } from "../writes/refuse-same-item.ts";
import { type CancellationReason, reasonOf, transactionCanceled } from "../writes/transaction-canceled.ts";
import { writeItem } from "../writes/write-item.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const MOST_ACTIONS = 100;
const MOST_BYTES = 4 * 1024 * 1024;
/** How long a client request token makes a transaction idempotent. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

const READERS = { ConditionCheck: readConditionCheck, Put: readPut, Update: readUpdate, Delete: readDelete };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function transactWriteItems(input: Input, context: OperationContext): object {
  const items = optionalObjects(input, "TransactItems") ?? [];
  if (items.length === 0 || items.length > MOST_ACTIONS)
    throw constraintError("TransactItems", `have length between 1 and ${MOST_ACTIONS}`);
  const writes = items.map(item => readAction(context, item));
  refuseSameItem(writes, "Transaction request cannot include multiple operations on one item");
  const token = optionalText(input, "ClientRequestToken");
  refuseCollectionMetrics(
    input,
    writes.map(({ table }) => table),
  );
  const capacity = capacityReport(input);
  return context.store.transaction(() => {
    if (token === undefined || rememberToken(context, token, items)) {
      const outcomes = decideAll(context, writes);
      for (const [at, { table, key }] of writes.entries()) {
        const { before, after } = outcomes[at] as Outcome;
        writeItem(context, table, key, before, after);
        capacity.addWrite(table, before?.item, after, { transaction: true });
      }
    }
    return capacity.several();
  });
}

function readAction(context: OperationContext, item: Input): WriteRequest {
  const kinds = Object.keys(READERS).filter(kind => (item[kind] ?? undefined) !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  return READERS[kind as keyof typeof READERS](context, optionalObject(item, kind) ?? {});
}

function decideAll(context: OperationContext, writes: readonly WriteRequest[]): Outcome[] {
  const outcomes: Outcome[] = [];
  const reasons = writes.map((write): CancellationReason => {
    try {
      outcomes.push(decideWrite(context, write));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (reasons.some(({ Code }) => Code !== "None")) throw transactionCanceled(reasons);
  const bytes = outcomes.reduce((sum, { after }) => sum + (after ? itemSize(after) : 0), 0);
  if (bytes > MOST_BYTES) throw validationError("Item size of the transaction exceeds the maximum of 4 MB");
  return outcomes;
}

/** Whether the token is new; an error when it came with another request. */
function rememberToken({ store, clock }: OperationContext, token: string, items: readonly Input[]): boolean {
  if (token.length < 1 || token.length > 36)
    throw constraintError("ClientRequestToken", "have length between 1 and 36");
  store.prepare("DELETE FROM dynamodb_transactions WHERE at <= ?").run(clock.now() - TOKEN_LIFE_MS);
  const request = createHash("sha256").update(JSON.stringify(items)).digest("hex");
  const known = store.prepare("SELECT request FROM dynamodb_transactions WHERE token = ?").get(token);
  if (known && known.request !== request)
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
    );
  if (!known)
    store
      .prepare("INSERT INTO dynamodb_transactions (token, request, at) VALUES (?, ?, ?)")
      .run(token, request, clock.now());
  return !known;
}
