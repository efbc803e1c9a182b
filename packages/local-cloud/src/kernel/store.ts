import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** The one embedded database of a cloud. What a request changed is durable before the request is answered. */
export interface Store {
  /** A prepared statement, kept for the next of the same text. */
  prepare(sql: string): StatementSync;
  /** Runs statements without parameters: DDL. */
  execute(sql: string): void;
  /** All or nothing. A transaction inside another joins it. */
  transaction<T>(run: () => T): T;
  /** All or nothing, inside a transaction that may go on without it: what failed is undone, and what came before is kept. */
  savepoint<T>(run: () => T): T;
  /** Runs after the outermost transaction has committed (at once when there is none); never after a rollback. */
  afterCommit(run: () => void): void;
  /** What is remembered of its contents under a key, made when it is missing; forgotten whenever changes are undone. */
  remembered<T>(key: symbol, make: () => T): T;
  forget(key: symbol): void;
  /** The folder that it stands in, for files beside it; undefined in memory. */
  readonly folder: string | undefined;
  close(): void;
}

/** Statements that are kept prepared: searches make ever new ones. */
const MOST_STATEMENTS = 5_000;

/** How long another process may hold the database before a statement fails, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Pages that the log holds before they are written to the database, sixteen times SQLite's own: the same pages are written again
 * and again. And what is kept of the database in memory. https://sqlite.org/pragma.html#pragma_wal_autocheckpoint
 */
const LOG_PAGES = 16_000;
const CACHE_KB = 16_000;

/**
 * Opens the store in a folder, or in memory.
 * Write-ahead log with `synchronous = NORMAL`: a commit survives the death of the process at any moment (`kill -9`);
 * only the loss of power may take the last ones. See https://sqlite.org/pragma.html#pragma_synchronous
 */
export function openStore(storage: string): Store {
  if (storage !== "memory") mkdirSync(storage, { recursive: true });
  const database = new DatabaseSync(storage === "memory" ? ":memory:" : join(storage, "cloud.sqlite"), {
    timeout: BUSY_TIMEOUT,
  });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  database.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}; PRAGMA cache_size = -${CACHE_KB}`);
  // Else a full folder of temporary files, which may be another disk, fails writes here.
  database.exec("PRAGMA temp_store = MEMORY");
  const statements = new Map<string, StatementSync>();
  const memory = new Map<symbol, unknown>();
  let depth = 0;
  let waiting: (() => void)[] = [];

  const prepare = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      const [oldest] = statements.size < MOST_STATEMENTS ? [] : statements.keys();
      if (oldest !== undefined) statements.delete(oldest);
      statements.set(sql, statement);
    }
    return statement;
  };

  const transaction = <T>(run: () => T): T => {
    if (depth > 0) return run();
    prepare("BEGIN IMMEDIATE").run();
    depth++;
    let result: T;
    try {
      result = run();
      prepare("COMMIT").run();
    } catch (error) {
      waiting = [];
      // SQLite has rolled back by itself after some errors, a full disk among them. https://sqlite.org/lang_transaction.html
      if (database.isTransaction) prepare("ROLLBACK").run();
      memory.clear();
      throw error;
    } finally {
      depth--;
    }
    const due = waiting;
    waiting = [];
    for (const call of due) call();
    return result;
  };

  return {
    prepare,
    execute: sql => database.exec(sql),
    transaction,
    savepoint(run) {
      if (depth === 0) return transaction(run);
      const waitingBefore = waiting.length;
      prepare("SAVEPOINT part").run();
      try {
        const result = run();
        prepare("RELEASE part").run();
        return result;
      } catch (error) {
        waiting.length = waitingBefore;
        memory.clear();
        if (database.isTransaction) {
          prepare("ROLLBACK TO part").run();
          prepare("RELEASE part").run();
        }
        throw error;
      }
    },
    afterCommit(run) {
      if (depth > 0) waiting.push(run);
      else run();
    },
    remembered<T>(key: symbol, make: () => T): T {
      if (!memory.has(key)) memory.set(key, make());
      return memory.get(key) as T;
    },
    forget: key => memory.delete(key),
    folder: storage === "memory" ? undefined : storage,
    close: () => database.close(),
  };
}
