import { UsageError } from "../run-command.ts";
import { InsertionError, insertEntries } from "./insert-entry.ts";

/** An entry of a document: the path of its map, its key, and its value. */
export type DocumentEntry = readonly [path: readonly string[], key: string, value: object];

/** An `asyncapi.yaml` with further entries. Throws a `UsageError` where one cannot be added without touching the rest. */
export function withEntries(file: string, text: string, entries: readonly DocumentEntry[]): string {
  try {
    const byMap = Map.groupBy(entries, ([path]) => JSON.stringify(path));
    return [...byMap.values()].reduce((so, group) => {
      const [path] = group[0]!;
      return insertEntries(so, path, Object.fromEntries(group.map(([, key, value]) => [key, value])));
    }, text);
  } catch (error) {
    if (!(error instanceof InsertionError)) throw error;
    throw new UsageError(`nothing was written: ${file}: ${error.message}`);
  }
}
