import { validationError } from "../validation-error.ts";
import type { WriteRequest } from "./write-request.ts";

/** Refuses a request that names one item twice. */
export function refuseSameItem(places: readonly Pick<WriteRequest, "table" | "key">[], message: string): void {
  const names = places.map(({ table, key }) => `${table.id} ${Buffer.from(key).toString("latin1")}`);
  if (new Set(names).size < names.length) throw validationError(message);
}
