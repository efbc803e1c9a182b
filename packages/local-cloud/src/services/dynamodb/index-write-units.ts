import type { TableIndex } from "./table.ts";
import type { Item } from "./values/attribute-value.ts";
import { largerSize } from "./values/item-size.ts";
import { writeUnits } from "./write-units.ts";
import { encodeIndexKey } from "./writes/write-item.ts";

/**
 * Units that a write of an item takes of an index: none when the index does not see it, two when it moves there.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWriteUnits(index: TableIndex, before: Item | undefined, after: Item | undefined): number {
  const [old, next] = [before, after].map(item => item && inIndex(index, item));
  if (old === undefined && next === undefined) return 0;
  if (old === undefined || next === undefined) return writeUnits(largerSize(old?.projected, next?.projected));
  if (!old.place.equals(next.place))
    return writeUnits(largerSize(old.projected, undefined)) + writeUnits(largerSize(undefined, next.projected));
  const isSame = JSON.stringify(old.projected) === JSON.stringify(next.projected);
  return isSame ? 0 : writeUnits(largerSize(old.projected, next.projected));
}

/** Where an item is in an index, apart from its key in the table, and what the index holds of it. */
function inIndex(index: TableIndex, item: Item): { readonly place: Buffer; readonly projected: Item } | undefined {
  const place = encodeIndexKey(index, item, new Uint8Array());
  if (place === undefined) return undefined;
  const { type, names } = index.projection;
  if (type === "ALL") return { place, projected: item };
  const { hash, range } = index.key;
  const kept = new Set([hash.name, ...(range ? [range.name] : []), ...(type === "INCLUDE" ? names : [])]);
  return { place, projected: Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name))) };
}
