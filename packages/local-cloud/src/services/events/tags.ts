import type { CloudContext } from "../../kernel/service.ts";
import type { Tag } from "../../models/eventbridge-types.ts";

/** The tags of a resource, by key. */
export function readTags(context: CloudContext, arn: string): Tag[] {
  const rows = context.store.prepare("SELECT key, value FROM events_tags WHERE arn = ? ORDER BY key").all(arn);
  return rows.map(row => ({ Key: row.key as string, Value: row.value as string }));
}

/** Adds tags to a resource, replacing those of the same key. */
export function writeTags(context: CloudContext, arn: string, tags: readonly Tag[]): void {
  const insert = context.store.prepare("INSERT OR REPLACE INTO events_tags (arn, key, value) VALUES (?, ?, ?)");
  for (const { Key, Value } of tags) insert.run(arn, Key, Value);
}

/** Takes all tags of a resource away. */
export function forgetTags(context: CloudContext, arn: string): void {
  context.store.prepare("DELETE FROM events_tags WHERE arn = ?").run(arn);
}
