import type { OperationContext } from "../../../kernel/service.ts";
import type { ListReplaysRequest } from "../../../models/eventbridge-types.ts";
import { eventsArn } from "../event-arns.ts";
import { page } from "../page.ts";
import { readReplays, summarizeReplay } from "../replays/replay-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html */
export function listReplays(input: ListReplaysRequest, context: OperationContext): object {
  const { NamePrefix = "", EventSourceArn, State } = input;
  const replays = readReplays(context).filter(
    ({ name, archive, state }) =>
      name.startsWith(NamePrefix) &&
      (EventSourceArn === undefined || EventSourceArn === eventsArn(context, `archive/${archive}`)) &&
      (State === undefined || State === state),
  );
  const { items, NextToken } = page(replays, replay => replay.name, input);
  return {
    Replays: items.map(replay => summarizeReplay(context, replay)),
    ...(NextToken !== undefined && { NextToken }),
  };
}
