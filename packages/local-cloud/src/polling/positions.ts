import type { CloudContext } from "../kernel/service.ts";

/** SQL for a table of positions; `service` starts its name. */
export const positionSchema = (service: string) => `
  CREATE TABLE IF NOT EXISTS ${service}_positions (
    owner TEXT NOT NULL, lane INTEGER NOT NULL, sequence TEXT, PRIMARY KEY (owner, lane)
  ) STRICT, WITHOUT ROWID;`;

/** The positions of readers in a service's streams, per owner (a mapping, a pipe) and lane. */
export function positions(context: CloudContext, service: "lambda" | "pipes") {
  const table = `${service}_positions`;
  return {
    read(owner: string, lane: number): string | undefined {
      const row = context.store.prepare(`SELECT sequence FROM ${table} WHERE owner = ? AND lane = ?`).get(owner, lane);
      return typeof row?.sequence === "string" ? row.sequence : undefined;
    },
    write(owner: string, lane: number, sequence: string | undefined): void {
      context.store
        .prepare(
          `INSERT INTO ${table} (owner, lane, sequence) VALUES (?, ?, ?)
           ON CONFLICT (owner, lane) DO UPDATE SET sequence = excluded.sequence`,
        )
        .run(owner, lane, sequence ?? null);
    },
    /** Sets lanes up to a count: new ones start where the one furthest behind stands, so that nothing is passed over. */
    arrange(owner: string, lanes: number, start: string | undefined): void {
      const rows = context.store.prepare(`SELECT sequence FROM ${table} WHERE owner = ?`).all(owner);
      if (rows.length === lanes) return;
      const known = rows.map(row => (typeof row.sequence === "string" ? row.sequence : undefined));
      const least = rows.length === 0 ? start : known.reduce(earlier);
      context.store.prepare(`DELETE FROM ${table} WHERE owner = ?`).run(owner);
      for (let lane = 0; lane < lanes; lane++) this.write(owner, lane, least);
    },
    remove(owner: string): void {
      context.store.prepare(`DELETE FROM ${table} WHERE owner = ?`).run(owner);
    },
  };
}

/** The smaller of two sequence numbers: decimal numbers without leading zeros; undefined is before all. */
function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a.length !== b.length ? (a.length < b.length ? a : b) : a < b ? a : b;
}
