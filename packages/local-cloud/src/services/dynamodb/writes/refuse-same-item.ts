import { validationError } from "../validation-error.ts";
import type { WriteRequest } from "./write-request.ts";

/** Refuses a request that writes one item twice. */
export function refuseSameItem(writes: readonly Pick<WriteRequest, "table" | "key">[], message: string): void {
  const places = writes.map(({ table, key }) => `${table.id} ${Buffer.from(key).toString("latin1")}`);
  if (new Set(places).size < places.length) throw validationError(message);
}
