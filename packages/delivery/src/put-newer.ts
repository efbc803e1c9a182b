import type { ConditionalWrites } from "./conditional-writes.ts";
import { type GuardedItem, putGuarded } from "./put-guarded.ts";

/**
 * Writes an item with a text attribute `sequence` unless one as new or newer exists: one guarded write, so that a copy or an
 * older one changes nothing. Sequences have one length, so that they compare as text.
 */
export async function putNewer(
  write: ConditionalWrites,
  item: Omit<GuardedItem, "where">,
): Promise<"applied" | "stale"> {
  const where = { text: '"sequence" < ?', parameters: [{ S: item.attributes.sequence?.S ?? "" }] };
  return (await putGuarded(write, { ...item, where })) ? "applied" : "stale";
}
