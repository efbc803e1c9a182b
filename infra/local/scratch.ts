import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";

/** A temporary database on disk, for more than memory should hold; deleted when closed, or with the process. */
export interface Scratch {
  run(sql: string, ...values: SQLInputValue[]): void;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** Rows one by one; write nothing before the last. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** Groups writes, which is much faster. */
  together<Result>(write: () => Result): Result;
  close(): void;
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Opens one. SQLite deletes a database without a name itself: https://www.sqlite.org/inmemorydb.html#temp_db */
export function openScratch(schema: string): Scratch {
  const database = new DatabaseSync("");
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${schema}`);
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) => void prepare(sql).run(...values),
    get: (sql, ...values) => prepare(sql).get(...values),
    each: (sql, ...values) => prepare(sql).iterate(...values),
    together(write) {
      database.exec("BEGIN");
      const result = write();
      database.exec("COMMIT");
      return result;
    },
    close: () => database.close(),
  };
}
