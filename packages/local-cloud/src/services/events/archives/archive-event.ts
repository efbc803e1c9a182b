import { type CompiledPattern, compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import type { CloudContext } from "../../../kernel/service.ts";
import type { WrittenEvent } from "../puts/event.ts";

const DAY = 86_400_000;
const patterns = new Map<string, CompiledPattern>();

/** Keeps an event in every archive of its bus whose pattern it matches, in the caller's transaction. */
export function archiveEvent(context: CloudContext, bus: string, { event, text }: WrittenEvent): void {
  const { store, clock } = context;
  for (const row of store.prepare("SELECT name, pattern, retention_days FROM events_archives WHERE bus = ?").all(bus)) {
    if (!match(archivePattern(row.pattern as string | null), event)) continue;
    store
      .prepare("INSERT INTO events_archived (archive, archived_at, event) VALUES (?, ?, ?)")
      .run(row.name as string, clock.now(), text);
    if (row.retention_days === 0) continue;
    store
      .prepare("DELETE FROM events_archived WHERE archive = ? AND archived_at < ?")
      .run(row.name as string, clock.now() - Number(row.retention_days) * DAY);
  }
}

function archivePattern(text: string | null): CompiledPattern {
  const known = patterns.get(text ?? "");
  if (known) return known;
  if (patterns.size >= 1000) patterns.clear();
  const pattern = text === null ? compile({ version: ["0"] }) : parsePattern(text);
  patterns.set(text ?? "", pattern);
  return pattern;
}
