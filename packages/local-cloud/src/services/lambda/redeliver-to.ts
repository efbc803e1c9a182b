import type { CloudContext } from "../../kernel/service.ts";
import { redeliverFailed } from "../sqs/queue.ts";
import { functionNameOf } from "./function-store.ts";
import { mappings } from "./mapping-store.ts";

/** Delivers again, at once, the messages that a function has failed with; records of streams are retried by themselves. */
export function redeliverTo(context: CloudContext, functionName: string): void {
  for (const { EventSourceArn, FunctionArn, State } of mappings.all(context))
    if (State === "Enabled" && functionNameOf(FunctionArn) === functionName && EventSourceArn.includes(":sqs:"))
      redeliverFailed(context, EventSourceArn);
}
