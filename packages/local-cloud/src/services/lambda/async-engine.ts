import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { type Poller, startPoller } from "../../polling/poller.ts";
import type { Sleeper } from "../../polling/sleeper.ts";
import { isTaken } from "../sqs/is-taken.ts";
import { isMessageText, type MessageAttributes, type QueueMessage } from "../sqs/queue.ts";
import { sendAsRole } from "../sqs/send-as-role.ts";
import { actorOf, requireFunction, type StoredFunction } from "./function-store.ts";
import { type FunctionAnswer, invokeFunction } from "./invoke-function.ts";
import { type FunctionRuntime, NobodyListens, RuntimeStopped } from "./runtime/function-runtime.ts";
import { unserved } from "./served-since.ts";

/** The table of pending asynchronous invocations. */
export const asyncSchema = `
  CREATE TABLE IF NOT EXISTS lambda_async_invocations (
    id TEXT PRIMARY KEY, function_name TEXT NOT NULL, payload TEXT NOT NULL,
    attempts INTEGER NOT NULL, accepted_at INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS lambda_async_due ON lambda_async_invocations (due_at);`;

/** One minute, then two, as AWS waits. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS = [60_000, 120_000];
/** Two retries and six hours, unless the function's event invoke configuration says otherwise. */
const DEFAULTS = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 };
/** Pause of an invocation after a defect of the cloud itself, in milliseconds. */
const DEFECT_PAUSE = 1_000;
/** Asynchronous invocations in work at once. */
const CONCURRENCY = 8;

interface Invocation {
  readonly id: string;
  readonly functionName: string;
  readonly payload: string;
  readonly attempts: number;
  readonly acceptedAt: number;
}

/** Works through asynchronous invocations: retries, and in the end destinations and dead letters. */
export function asyncEngine(context: CloudContext, runtime: FunctionRuntime): Engine {
  const { store, clock } = context;
  const inWork = new Map<string, Promise<void>>();
  let poller: Poller | undefined;
  /** Functions whose invocations wait until someone runs them, as JSON. */
  let waiting = "[]";
  const look = () => {
    waiting = JSON.stringify(unserved(context, runtime));
  };
  const ends: (() => void)[] = [];

  const startDue = (sleeper: Sleeper) => {
    const due = store
      .prepare(
        `SELECT * FROM lambda_async_invocations WHERE due_at <= ?
         AND function_name NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at LIMIT ?`,
      )
      .all(clock.now(), waiting, CONCURRENCY * 2);
    for (const row of due) {
      const id = String(row.id);
      if (inWork.size >= CONCURRENCY) return;
      if (inWork.has(id)) continue;
      const invocation = {
        id,
        functionName: String(row.function_name),
        payload: String(row.payload),
        attempts: Number(row.attempts),
        acceptedAt: Number(row.accepted_at),
      };
      const work = attempt(context, invocation)
        .catch((error: unknown) => {
          if (error instanceof NobodyListens) return look();
          context.defect(error);
          return sleeper.pause(DEFECT_PAUSE); // Its outcome was not stored: an immediate retry would fail the same way.
        })
        .finally(() => {
          inWork.delete(id);
          sleeper.wake();
        });
      inWork.set(id, work);
    }
  };

  const turn = async (sleeper: Sleeper) => {
    startDue(sleeper);
    const next = store
      .prepare("SELECT MIN(due_at) AS at FROM lambda_async_invocations WHERE due_at > ?")
      .get(clock.now());
    await sleeper.until(typeof next?.at === "number" ? next.at : undefined);
  };

  return {
    name: "lambda:async",
    start() {
      look();
      const again = () => {
        look();
        context.signals.notify("lambda:async");
      };
      ends.push(context.signals.on("lambda:functions", look), runtime.onServed?.(again) ?? (() => {}));
      poller = startPoller(context, "lambda:async", turn);
    },
    async stop() {
      for (const end of ends) end();
      await poller?.stop();
      await Promise.all(inWork.values());
    },
    pending: () => Number(store.prepare("SELECT COUNT(*) AS n FROM lambda_async_invocations").get()?.n),
  };
}

async function attempt(context: CloudContext, invocation: Invocation): Promise<void> {
  let answer: FunctionAnswer;
  try {
    answer = await invokeFunction(context, invocation.functionName, invocation.payload);
  } catch (error) {
    if (error instanceof RuntimeStopped && !(error instanceof NobodyListens)) return;
    if (!(error instanceof AwsError)) throw error;
    answer = {
      payload: JSON.stringify({ errorType: error.code, errorMessage: error.message }),
      functionError: "Unhandled",
      statusCode: error.status,
    };
  }
  context.store.transaction(() => conclude(context, invocation, answer));
  context.signals.notify("engine");
}

/** Done, to be tried again, or given up. */
function conclude(context: CloudContext, invocation: Invocation, answer: FunctionAnswer): void {
  const { prepare } = context.store;
  const stored = storedFunction(context, invocation.functionName);
  const config = { ...DEFAULTS, ...stored?.eventInvoke };
  const now = context.clock.now();
  const due = now + (RETRY_DELAYS[invocation.attempts] ?? 120_000);
  const tooOld = due > invocation.acceptedAt + config.MaximumEventAgeInSeconds * 1000;
  if (answer.functionError && stored && invocation.attempts < config.MaximumRetryAttempts && !tooOld) {
    prepare("UPDATE lambda_async_invocations SET attempts = attempts + 1, due_at = ? WHERE id = ?").run(
      due,
      invocation.id,
    );
    context.report({ kind: "lambda:retried", name: invocation.functionName, count: 1 });
    return;
  }
  prepare("DELETE FROM lambda_async_invocations WHERE id = ?").run(invocation.id);
  if (!stored) return;
  const destinations = stored.eventInvoke.DestinationConfig;
  if (!answer.functionError)
    notify(context, destinations?.OnSuccess?.Destination, invocation, stored, answer, "Success");
  else {
    const condition = tooOld ? "EventAgeExceeded" : "RetriesExhausted";
    const isNotified = notify(context, destinations?.OnFailure?.Destination, invocation, stored, answer, condition);
    const isKept = keepDeadLetter(context, invocation, stored, answer) || isNotified;
    context.report({ kind: isKept ? "lambda:given-up" : "lambda:lost", name: invocation.functionName, count: 1 });
  }
}

/** Whether the event is in the function's dead-letter queue: if it has one, and its role may send there. */
function keepDeadLetter(
  context: CloudContext,
  invocation: Invocation,
  { configuration }: StoredFunction,
  answer: FunctionAnswer,
): boolean {
  const queueArn = configuration.DeadLetterConfig?.TargetArn;
  if (!queueArn) return false;
  const attributes = deadLetterAttributes(invocation, answer);
  return isSent(context, invocation, { queueArn, body: invocation.payload, attributes });
}

/** Sends as the function's role. Returns whether it got there. */
function isSent(context: CloudContext, { functionName }: Invocation, message: QueueMessage): boolean {
  return isTaken(context, () => sendAsRole(context, actorOf(context, functionName), message));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq */
function deadLetterAttributes({ id }: Invocation, { payload, statusCode = 200 }: FunctionAnswer): MessageAttributes {
  const { errorMessage } = (JSON.parse(payload) ?? {}) as { readonly errorMessage?: unknown };
  const message = typeof errorMessage === "string" ? deadLetterMessage(errorMessage) : "";
  return {
    RequestID: { DataType: "String", StringValue: id },
    ErrorCode: { DataType: "Number", StringValue: String(statusCode) },
    ...(message !== "" && { ErrorMessage: { DataType: "String", StringValue: message } }),
  };
}

/** The first kilobyte of an error's message, without what a queue refuses. */
function deadLetterMessage(message: string): string {
  const characters = [...message.slice(0, 1024)].filter(isMessageText);
  while (Buffer.byteLength(characters.join("")) > 1024) characters.pop();
  return characters.join("");
}

/** Sends the record of an invocation to a destination, as the function's role. Returns whether it has got there. */
function notify(
  context: CloudContext,
  queueArn: string | undefined,
  invocation: Invocation,
  stored: StoredFunction,
  answer: FunctionAnswer,
  condition: string,
): boolean {
  if (!queueArn) return false;
  const record = {
    version: "1.0",
    timestamp: new Date(context.clock.now()).toISOString(),
    requestContext: {
      requestId: invocation.id,
      functionArn: `${stored.configuration.FunctionArn}:$LATEST`,
      condition,
      approximateInvokeCount: invocation.attempts + 1,
    },
    requestPayload: JSON.parse(invocation.payload),
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      ...(answer.functionError ? { functionError: answer.functionError } : {}),
    },
    responsePayload: JSON.parse(answer.payload),
  };
  return isSent(context, invocation, { queueArn, body: JSON.stringify(record) });
}

function storedFunction(context: CloudContext, name: string): StoredFunction | undefined {
  try {
    return requireFunction(context, name);
  } catch {
    return undefined;
  }
}
