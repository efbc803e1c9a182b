import type { Store } from "@tributary/local-cloud/kernel/store";

/** Every row of every table of a cloud's storage, as text: bytes as the characters that they spell. */
export function wholeStorage(store: Store): { readonly table: string; readonly text: string }[] {
  const tables = store.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return tables.flatMap(({ name }) =>
    store
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map(row => ({ table: String(name), text: Object.values(row).map(textOf).join("\n") })),
  );
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}
