import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeReplayRequest } from "../../../models/eventbridge-types.ts";
import { findReplay, replayArn, summarizeReplay } from "../replays/replay-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html */
export function describeReplay(input: DescribeReplayRequest, context: OperationContext): object {
  const replay = findReplay(context, input.ReplayName);
  return {
    ...summarizeReplay(context, replay),
    ReplayArn: replayArn(context, replay.name),
    ...(replay.description !== null && { Description: replay.description }),
    Destination: JSON.parse(replay.destination),
  };
}
