import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { UsageError } from "@tributary/cli/run-command";
import { storageTrouble } from "@tributary/local-cloud/kernel/storage-trouble";

/**
 * A temporary database on disk, for more than memory should hold; deleted when closed, or with the process. Throws a `UsageError`
 * where the disk of the temporary folder is full or fails.
 */
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
  onDisk(() => database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${schema}`));
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) => void onDisk(() => prepare(sql).run(...values)),
    get: (sql, ...values) => onDisk(() => prepare(sql).get(...values)),
    *each(sql, ...values) {
      const rows = onDisk(() => prepare(sql).iterate(...values));
      try {
        for (let row = onDisk(() => rows.next()); !row.done; row = onDisk(() => rows.next())) yield row.value;
      } finally {
        rows.return?.();
      }
    },
    together(write) {
      onDisk(() => database.exec("BEGIN"));
      const result = write();
      onDisk(() => database.exec("COMMIT"));
      return result;
    },
    close: () => database.close(),
  };
}

/** SQLite takes the folder from the environment: https://www.sqlite.org/tempfiles.html#temporary_file_storage_locations */
function onDisk<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    const trouble = storageTrouble(error);
    if (trouble === undefined) throw error;
    throw new UsageError(
      `The folder for temporary files cannot be used: ${trouble}. Fix that, or name another in TMPDIR, and start again: the load resumes.`,
    );
  }
}
