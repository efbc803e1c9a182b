import type { Store } from "../../../kernel/store.ts";

/** A document that a search found. */
export interface Match {
  readonly doc: number;
  readonly type: string;
  readonly id: string;
  readonly updatedAt: number;
  /** JSON text. */
  readonly body: string;
}

/** The version that a document is of. */
export function readMatch(store: Store, doc: number): Match {
  const row = store.prepare("SELECT type, id, updated_at, body FROM healthlake_versions WHERE seq = ?").get(doc);
  return {
    doc,
    type: row?.type as string,
    id: row?.id as string,
    updatedAt: row?.updated_at as number,
    body: row?.body as string,
  };
}
