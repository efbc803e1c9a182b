import type { CloudContext } from "../../../kernel/service.ts";

/** An event in an archive. */
export interface ArchivedEvent {
  /** Grows from event to event of all archives: the place to go on from. */
  readonly seq: number;
  /** Its JSON text. */
  readonly event: string;
}

/** Events of all archives in the order of their coming, after a place and at most so many; none archived before `since` (ms). */
export function archivedEvents(
  { store }: Pick<CloudContext, "store">,
  { after, since, limit }: { readonly after: number; readonly since: number; readonly limit: number },
): readonly ArchivedEvent[] {
  return store
    .prepare("SELECT seq, event FROM events_archived WHERE seq > ? AND archived_at >= ? ORDER BY seq LIMIT ?")
    .all(after, since, limit)
    .map(({ seq, event }) => ({ seq: Number(seq), event: String(event) }));
}
