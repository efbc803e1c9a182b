import type { CloudContext } from "../../../kernel/service.ts";

/** A queue's tags. */
export function readTags(context: CloudContext, queue: string): Record<string, string> {
  const row = context.store.prepare("SELECT tags FROM sqs_queues WHERE name = ?").get(queue);
  return JSON.parse((row?.tags as string | undefined) ?? "{}") as Record<string, string>;
}

/** Replaces a queue's tags. */
export function writeTags(context: CloudContext, queue: string, tags: Readonly<Record<string, string>>): void {
  context.store.prepare("UPDATE sqs_queues SET tags = ? WHERE name = ?").run(JSON.stringify(tags), queue);
}
