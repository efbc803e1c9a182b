import { openScratch, type Scratch } from "../scratch.ts";

/** A map of texts of any size, on disk beyond what memory should hold. */
export interface LargeMap {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  close(): void;
}

const IN_MEMORY = 50_000;

/** Creates an empty map. */
export function createLargeMap(inMemory = IN_MEMORY): LargeMap {
  const few = new Map<string, string>();
  let many: Scratch | undefined;
  return {
    get(key) {
      const found = few.get(key) ?? many?.get("SELECT value FROM entries WHERE key = ?", key)?.value;
      return typeof found === "string" ? found : undefined;
    },
    set(key, value) {
      if (few.has(key) || few.size < inMemory) {
        few.set(key, value);
        return;
      }
      many ??= openScratch("CREATE TABLE entries (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
      many.run("INSERT OR REPLACE INTO entries VALUES (?, ?)", key, value);
    },
    close: () => many?.close(),
  };
}
