import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CancelReplayRequest } from "../../../models/eventbridge-types.ts";
import { findReplay, replayArn } from "../replays/replay-store.ts";

/** Ends a replay at once. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CancelReplay.html */
export function cancelReplay(input: CancelReplayRequest, context: OperationContext): object {
  const { name, state } = findReplay(context, input.ReplayName);
  if (state !== "STARTING" && state !== "RUNNING")
    throw new AwsError("IllegalStatusException", `Replay ${name} is not in a valid state for this operation.`);
  context.store
    .prepare("UPDATE events_replays SET state = 'CANCELLED', ended_at = ? WHERE name = ?")
    .run(context.clock.now(), name);
  return { ReplayArn: replayArn(context, name), State: "CANCELLING" };
}
