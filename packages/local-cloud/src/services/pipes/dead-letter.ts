import type { CloudContext } from "../../kernel/service.ts";
import type { DiscardReason } from "../../polling/decide.ts";
import type { StreamItem } from "../../polling/stream-batch.ts";
import { streamBatchInfo } from "../../polling/stream-batch-info.ts";
import { sendAsRole } from "../sqs/send-as-role.ts";
import { actorOf } from "./hold-pipe.ts";
import type { Pipe } from "./pipe-store.ts";

/**
 * Tells a pipe's dead-letter queue, if it has one, where the records are that the pipe gave up; the records stay in the
 * stream. The user guide says that a pipe sends metadata like a Lambda event source mapping; the shape is
 * as seen in public reports, not specified by AWS (2026-11).
 */
export function sendDeadLetter(
  context: CloudContext,
  pipe: Pipe,
  failed: { readonly items: readonly StreamItem[]; readonly reason: DiscardReason },
): void {
  const queueArn = pipe.SourceParameters?.DynamoDBStreamParameters?.DeadLetterConfig?.Arn;
  if (!queueArn) {
    context.report({ kind: "pipes:lost", name: pipe.Name, count: failed.items.length });
    return;
  }
  const body = JSON.stringify({
    context: { partnerResourceArn: pipe.Arn, condition: failed.reason },
    version: "1.0",
    timestamp: new Date(context.clock.now()).toISOString(),
    DDBStreamBatchInfo: streamBatchInfo(pipe.Source, failed.items),
  });
  if (!sendAsRole(context, actorOf(pipe), { queueArn, body }))
    context.report({ kind: "pipes:lost", name: pipe.Name, count: failed.items.length });
}
