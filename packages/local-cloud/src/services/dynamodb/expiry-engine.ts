import { dueEngine } from "../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../kernel/service.ts";
import { storedItem } from "./stored-item.ts";
import { type Table, tableById } from "./table.ts";
import { writeItem } from "./writes/write-item.ts";

/** Items whose time is longer past than this are kept. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
const LONGEST_PAST_SECONDS = 5 * 365 * 24 * 60 * 60;
/** Deletions in one transaction. */
const BATCH = 200;

/** Deletes items when their time to live has come, as the service itself; woken by the clock and by writes. */
export function expiryEngine(context: CloudContext): Engine {
  const { store, clock } = context;
  const seconds = () => Math.floor(clock.now() / 1000);

  const sweep = () => {
    const tables = new Map<number, Table | undefined>();
    for (const row of due(BATCH)) {
      const id = Number(row.table_id);
      if (!tables.has(id)) tables.set(id, tableById(context, id));
      const table = tables.get(id);
      if (!table) continue;
      const before = storedItem(String(row.item));
      writeItem(context, table, row.key as Uint8Array, before, undefined, { byService: true });
    }
  };

  const due = (limit: number) =>
    store
      .prepare(
        "SELECT table_id, key, item FROM dynamodb_items WHERE expires_at > ? AND expires_at <= ? ORDER BY expires_at LIMIT ?",
      )
      .all(seconds() - LONGEST_PAST_SECONDS, seconds(), limit);

  return dueEngine(context, {
    name: "dynamodb expiry",
    signal: "dynamodb:expiry",
    next() {
      const row = store
        .prepare("SELECT min(expires_at) AS next FROM dynamodb_items WHERE expires_at > ?")
        .get(seconds() - LONGEST_PAST_SECONDS);
      return typeof row?.next === "number" ? Math.max(row.next * 1000, clock.now()) : undefined;
    },
    run: () => store.transaction(sweep),
    pending() {
      const row = store
        .prepare("SELECT count(*) AS count FROM dynamodb_items WHERE expires_at > ? AND expires_at <= ?")
        .get(seconds() - LONGEST_PAST_SECONDS, seconds());
      return Number(row?.count);
    },
  });
}
