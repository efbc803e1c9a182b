import type { Table } from "../table.ts";
import { validationError } from "../validation-error.ts";

/** Refuses to be asked for the size of item collections; only tables with local indexes have them. */
export function refuseCollectionMetrics(
  input: { readonly ReturnItemCollectionMetrics?: string | undefined },
  tables: readonly Table[],
): void {
  if (input.ReturnItemCollectionMetrics !== "SIZE") return;
  if (tables.some(table => table.indexes.some(index => index.kind === "local")))
    throw validationError(
      "The local cloud does not support the parameter ReturnItemCollectionMetrics on tables with local indexes; FIDELITY.md lists what it supports.",
    );
}
