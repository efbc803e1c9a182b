import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { Outcome } from "../../polling/decide.ts";
import {
  entryBytes,
  MAXIMUM_ENTRIES,
  MAXIMUM_REQUEST_BYTES,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from "../events/puts/put-entries.ts";
import { failedItems } from "../lambda/batch-answers.ts";
import { invokeAsync, invokeFunction } from "../lambda/invoke-function.ts";
import { sendToQueue } from "../sqs/queue.ts";
import { holdPipe } from "./hold-pipe.ts";
import type { Pipe } from "./pipe-store.ts";

/** A delivery to a target: entries for a bus, or bodies for a queue or a function. */
export type Delivery =
  | { readonly kind: "entries"; readonly entries: readonly PutEventsRequestEntry[] }
  | { readonly kind: "bodies"; readonly bodies: readonly string[] };

const SUCCEEDED: Outcome = { kind: "succeeded" };

/** Sends to the target. Of entries, only those that failed are left for the next attempt. `ids` are those of the source's records. */
export async function deliver(
  context: CloudContext,
  pipe: Pipe,
  delivery: Delivery,
  ids: readonly string[] | undefined,
): Promise<Outcome> {
  if (delivery.kind === "entries") return putAll(context, pipe, delivery.entries);
  if (pipe.Target.split(":")[2] === "sqs") {
    holdPipe(context, pipe, "sqs", "SendMessage", { QueueUrl: pipe.Target });
    context.store.transaction(() => {
      for (const body of delivery.bodies) sendToQueue(context, { queueArn: pipe.Target, body });
    });
    return SUCCEEDED;
  }
  holdPipe(context, pipe, "lambda", "Invoke", { FunctionName: pipe.Target });
  const payload = `[${delivery.bodies.join(",")}]`;
  if (pipe.TargetParameters?.LambdaFunctionParameters?.InvocationType === "FIRE_AND_FORGET") {
    context.store.transaction(() => invokeAsync(context, pipe.Target, payload));
    return SUCCEEDED;
  }
  const answer = await invokeFunction(context, pipe.Target, payload);
  if (answer.functionError) return { kind: "failed", from: 0 };
  const reader = { name: `pipe ${pipe.Name}`, functionArn: pipe.Target };
  const failed = ids ? failedItems(context, reader, answer, ids) : new Set<number>();
  return failed.size === 0 ? SUCCEEDED : { kind: "failed", from: Math.min(...failed) };
}

function putAll(context: CloudContext, pipe: Pipe, entries: readonly PutEventsRequestEntry[]): Outcome {
  const left: PutEventsRequestEntry[] = [];
  for (const call of calls(entries)) left.push(...putSome(context, pipe, call));
  return left.length === 0
    ? SUCCEEDED
    : { kind: "failed", from: 0, carry: { kind: "entries", entries: left } satisfies Delivery };
}

/** The entries that failed. */
function putSome(
  context: CloudContext,
  pipe: Pipe,
  entries: readonly PutEventsRequestEntry[],
): readonly PutEventsRequestEntry[] {
  try {
    holdPipe(context, pipe, "events", "PutEvents", { Entries: entries });
    const answer = context.call("events", "PutEvents", { Entries: entries }) as { Entries: PutEventsResultEntry[] };
    return entries.filter((_, index) => answer.Entries[index]?.ErrorCode !== undefined);
  } catch (error) {
    if (error instanceof AwsError) return entries; // The whole call failed: throttled, say.
    throw error;
  }
}

/** Entries packed into calls, in order: at most ten, and what a request may hold. */
function calls(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const packed: PutEventsRequestEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const bytes = entryBytes(entry);
    const last = packed.at(-1);
    if (last && last.length < MAXIMUM_ENTRIES && bytes <= room) last.push(entry);
    else packed.push([entry]);
    room = (packed.at(-1) === last ? room : MAXIMUM_REQUEST_BYTES) - bytes;
  }
  return packed;
}
