import { openScratch, type Scratch } from "./scratch.ts";

/** Remembers texts, however many: beyond what memory should hold they are on disk. */
export interface Seen {
  /** Whether a text came before; it has from now on. */
  isRepeated(text: string): boolean;
  close(): void;
}

const IN_MEMORY = 50_000;

/** Nothing seen so far. */
export function createSeen(inMemory = IN_MEMORY): Seen {
  const few = new Set<string>();
  let many: Scratch | undefined;
  return {
    isRepeated(text) {
      if (few.has(text)) return true;
      if (few.size < inMemory) {
        few.add(text);
        return false;
      }
      many ??= openScratch("CREATE TABLE seen (text TEXT PRIMARY KEY) WITHOUT ROWID");
      if (many.get("SELECT 1 FROM seen WHERE text = ?", text)) return true;
      many.run("INSERT INTO seen VALUES (?)", text);
      return false;
    },
    close: () => many?.close(),
  };
}
