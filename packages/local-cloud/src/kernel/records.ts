import type { CloudContext } from "./service.ts";

type Place = Pick<CloudContext, "store">;

/** Records of one kind, each kept as JSON under its name. */
export function records<Record>(table: string) {
  const parsed = (row: { [column: string]: unknown } | undefined) => row && JSON.parse(String(row.record));
  return {
    /** SQL that makes the table. */
    schema: `
  CREATE TABLE IF NOT EXISTS ${table} (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
    /** All, by name. */
    all: ({ store }: Place): Record[] => store.prepare(`SELECT record FROM ${table} ORDER BY name`).all().map(parsed),
    /** Undefined if there is none of that name. */
    find: ({ store }: Place, name: string): Record | undefined =>
      parsed(store.prepare(`SELECT record FROM ${table} WHERE name = ?`).get(name)),
    has: ({ store }: Place, name: string): boolean =>
      store.prepare(`SELECT 1 FROM ${table} WHERE name = ?`).get(name) !== undefined,
    /** Stores a record, new or changed. */
    put({ store }: Place, name: string, record: Record): void {
      store.prepare(`INSERT OR REPLACE INTO ${table} (name, record) VALUES (?, ?)`).run(name, JSON.stringify(record));
    },
    remove({ store }: Place, name: string): void {
      store.prepare(`DELETE FROM ${table} WHERE name = ?`).run(name);
    },
  };
}
