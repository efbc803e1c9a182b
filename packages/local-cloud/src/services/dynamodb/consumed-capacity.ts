import { indexWriteUnits } from "./index-write-units.ts";
import type { Table, TableIndex } from "./table.ts";
import type { Item } from "./values/attribute-value.ts";
import { largerSize } from "./values/item-size.ts";
import { writeUnits } from "./write-units.ts";

/** Capacity units by table, as far as the request wants to know them. */
export interface CapacityReport {
  /** Adds units for one item of so many bytes. */
  addRead(
    table: Table,
    bytes: number,
    options: { consistent: boolean; transaction?: boolean; index?: TableIndex | undefined },
  ): void;
  /** Adds units for one item written, and for its entries in indexes. */
  addWrite(table: Table, before: Item | undefined, after: Item | undefined, options?: { transaction?: boolean }): void;
  /** `ConsumedCapacity` of the one table, as a member to spread into the answer. */
  one(): { ConsumedCapacity?: object };
  /** The same for several tables. */
  several(): { ConsumedCapacity?: object[] };
}

/** Counts what a request would cost. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
export function capacityReport(input: { readonly ReturnConsumedCapacity?: string | undefined }): CapacityReport {
  const wanted = input.ReturnConsumedCapacity ?? "NONE";
  const tables = new Map<string, { table: number; byIndex: Map<TableIndex, number>; kinds: Map<string, number> }>();
  const add = (table: Table, units: number, kind: string | undefined, index: TableIndex | undefined) => {
    const sums = tables.get(table.name) ?? { table: 0, byIndex: new Map(), kinds: new Map() };
    tables.set(table.name, sums);
    if (index === undefined) sums.table += units;
    else sums.byIndex.set(index, (sums.byIndex.get(index) ?? 0) + units);
    if (kind) sums.kinds.set(kind, (sums.kinds.get(kind) ?? 0) + units);
  };
  const several = () =>
    [...tables].map(([TableName, sums]) => ({
      TableName,
      CapacityUnits: sums.table + [...sums.byIndex.values()].reduce((sum, units) => sum + units, 0),
      ...Object.fromEntries(sums.kinds),
      ...(wanted === "INDEXES" ? { Table: { CapacityUnits: sums.table }, ...unitsOf(sums.byIndex) } : {}),
    }));
  return {
    addRead(table, bytes, { consistent, transaction = false, index }) {
      if (wanted === "NONE") return;
      const units = Math.max(1, Math.ceil(bytes / 4096)) * (transaction ? 2 : consistent ? 1 : 0.5);
      add(table, units, transaction ? "ReadCapacityUnits" : undefined, index);
    },
    addWrite(table, before, after, { transaction = false } = {}) {
      if (wanted === "NONE") return;
      const [times, kind] = transaction ? [2, "WriteCapacityUnits"] : [1, undefined];
      add(table, writeUnits(largerSize(before, after)) * times, kind, undefined);
      for (const index of table.indexes) {
        const units = indexWriteUnits(index, before, after) * times;
        if (units > 0) add(table, units, kind, index);
      }
    },
    one() {
      const [first] = wanted === "NONE" ? [] : several();
      return first ? { ConsumedCapacity: first } : {};
    },
    several: () => (wanted === "NONE" ? {} : { ConsumedCapacity: several() }),
  };
}

/** Units of indexes, as far as any were used. */
function unitsOf(byIndex: ReadonlyMap<TableIndex, number>): object {
  const ofKind = (kind: TableIndex["kind"]) => {
    const entries = [...byIndex].filter(([index]) => index.kind === kind);
    return entries.map(([{ name }, CapacityUnits]) => [name, { CapacityUnits }] as const);
  };
  const [globals, locals] = [ofKind("global"), ofKind("local")];
  return {
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: Object.fromEntries(globals) } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: Object.fromEntries(locals) } : {}),
  };
}
