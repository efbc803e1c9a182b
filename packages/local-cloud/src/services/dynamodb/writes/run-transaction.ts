import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { CapacityReport } from "../consumed-capacity.ts";
import { validationError } from "../validation-error.ts";
import { itemSize } from "../values/item-size.ts";
import { decideWrite, type Outcome } from "./perform-write.ts";
import { refuseSameItem } from "./refuse-same-item.ts";
import { type CancellationReason, reasonOf, transactionCanceled } from "./transaction-canceled.ts";
import { writeItem } from "./write-item.ts";
import type { WriteRequest } from "./write-request.ts";

const MOST_BYTES = 4 * 1024 * 1024;
/** How long a client request token makes a transaction idempotent. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

/** Does all of these writes or none, once per client request token; gives `ConsumedCapacity`. */
export function runTransaction(
  context: CloudContext,
  writes: readonly WriteRequest[],
  { token, content }: { readonly token: string | undefined; readonly content: unknown },
  capacity: CapacityReport,
): { ConsumedCapacity?: object[] } {
  refuseSameItem(writes, "Transaction request cannot include multiple operations on one item");
  return context.store.transaction(() => {
    if (token === undefined || rememberToken(context, token, content)) {
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

function decideAll(context: CloudContext, writes: readonly WriteRequest[]): Outcome[] {
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

/** The same content with the keys of its maps in one order, in which they do not matter: Alternator's tests of transactions. */
function sorted(content: unknown): unknown {
  if (typeof content !== "object" || content === null) return content;
  if (Array.isArray(content)) return content.map(sorted);
  const entries = Object.entries(content).sort(([one], [two]) => (one < two ? -1 : 1));
  return entries.map(([name, value]) => [name, sorted(value)]);
}

/** Whether the token is new; an error when it came with another request. */
function rememberToken({ store, clock }: CloudContext, token: string, content: unknown): boolean {
  store.prepare("DELETE FROM dynamodb_transactions WHERE at <= ?").run(clock.now() - TOKEN_LIFE_MS);
  const request = createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest("hex");
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
