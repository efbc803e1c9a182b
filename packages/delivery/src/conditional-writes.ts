import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementResponse,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { ConditionalStatement } from "./conditional-statement.ts";
import { gatherTurn } from "./gather-turn.ts";
import type { DynamodbItem } from "./item-key.ts";
import { sendTogether } from "./send-together.ts";
import { type UntilProcessedOptions, untilProcessed } from "./until-processed.ts";

/** The outcome of a write: it took effect, or its condition failed for the item found, if any. */
export type WriteOutcome = { readonly written: true } | { readonly written: false; readonly found?: DynamodbItem };

/**
 * Writes one item. Rejects if the call, or only this statement, failed. With a deadline, in epoch milliseconds, it retries no
 * longer than that.
 */
export type ConditionalWrites = (statement: ConditionalStatement, deadline?: number) => Promise<WriteOutcome>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const BATCH_STATEMENTS = 25;

/** What worth another try means. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html */
const PASSING: ReadonlySet<string | undefined> = new Set([
  "InternalServerError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
  "TransactionConflict",
]);

/**
 * DynamoDB refused a statement for a reason other than its condition; named by DynamoDB's code. Its message may quote
 * values.
 */
export class StatementError extends Error {
  constructor(code: string | undefined) {
    super("DynamoDB refused a statement of a batch.");
    this.name = code ?? "StatementError";
  }
}

interface Waiting {
  readonly statement: ConditionalStatement;
  readonly answer: (response: BatchStatementResponse | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Sends writes made in the same turn of the event loop together, in calls of up to 25 statements. Each takes effect or not
 * on its own, and is retried on its own when DynamoDB throttles it. A write whose answer was lost is repeated and may find
 * its own effect: the caller must recognise that from the item.
 */
export function conditionalWrites({
  client,
  ...options
}: UntilProcessedOptions & { readonly client: DynamoDBClient }): ConditionalWrites {
  const sendSoon = gatherTurn<Waiting>(all => {
    for (const call of inCalls(all)) void sendTogether(call, send);
  });

  return async (statement, deadline) => {
    let error: BatchStatementError | undefined;
    const attempt = async () => {
      const response = await new Promise<BatchStatementResponse | undefined>((answer, fail) =>
        sendSoon({ statement, answer, fail }),
      );
      // Statements and answers have the same order; without an answer nothing is known.
      error = response === undefined ? { Code: "InternalServerError" } : response.Error;
      return !PASSING.has(error?.Code);
    };
    const waiting = deadline === undefined ? options : { ...options, deadline };
    if (!(await untilProcessed(attempt, waiting))) throw new StatementError(error?.Code);
    if (error === undefined) return { written: true };
    if (error.Code !== "ConditionalCheckFailed" && error.Code !== "DuplicateItem") throw new StatementError(error.Code);
    return { written: false, ...(error.Item && { found: error.Item }) };
  };

  async function send(call: readonly Waiting[]): Promise<void> {
    const Statements = call.map(({ statement }) => ({
      Statement: statement.text,
      Parameters: [...statement.parameters],
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }));
    const { Responses } = await client.send(new BatchExecuteStatementCommand({ Statements }));
    for (const [index, { answer }] of call.entries()) answer(Responses?.[index]);
  }
}

/** Whether a batch may write an item twice is not documented, and its statements have no order: so none does. */
function inCalls(all: readonly Waiting[]): Waiting[][] {
  const calls: Waiting[][] = [];
  for (const one of all) {
    const fits = (call: readonly Waiting[]) =>
      call.length < BATCH_STATEMENTS && call.every(({ statement }) => statement.item !== one.statement.item);
    const call = calls.find(fits);
    if (call) call.push(one);
    else calls.push([one]);
  }
  return calls;
}
