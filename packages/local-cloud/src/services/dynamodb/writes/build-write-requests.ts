import { applyUpdate, checkUpdate } from "../expressions/apply-update.ts";
import type { RawPath, Update } from "../expressions/ast.ts";
import type { Binding, Path } from "../expressions/binding.ts";
import { refuseOverlaps } from "../expressions/document-path.ts";
import { checkIndexKeys, checkItemKeys, encodeKey, keyAttributes, refuseNestedKeys } from "../item-key.ts";
import type { Table } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize, MOST_ITEM_BYTES } from "../values/item-size.ts";
import type { WriteRequest } from "./write-request.ts";

/** When a write is to be done, and what it answers when it is not. */
export type Terms = Pick<WriteRequest, "condition" | "returnsItemOnFailure" | "failure">;

/** Refuses an item that is too large, before its table is looked up. */
export function checkItemSize(item: Item): void {
  if (itemSize(item) > MOST_ITEM_BYTES) throw validationError("Item size has exceeded the maximum allowed size");
}

/** A put of this item. */
export function putRequest(table: Table, item: Item, terms: Terms, { inBatch = false } = {}): WriteRequest {
  checkItemKeys(table, item, inBatch);
  return { ...terms, table, key: encodeKey(table.key, item), apply: () => item, touched: [] };
}

/** A deletion of the item with this key. */
export function deleteRequest(table: Table, keyItem: Item, terms: Terms): WriteRequest {
  return { ...terms, table, key: encodeKey(table.key, keyItem), apply: () => undefined, touched: [] };
}

/** An update with the values of a request. */
export interface BoundUpdate {
  readonly node: Update;
  readonly binding: Binding;
  /** Paths that it names. */
  readonly touched: readonly Path[];
}

/** Checks an update as far as it can be without its table; `targets` are its paths in the order of its text. */
export function bindUpdate(
  node: Update,
  binding: Binding,
  targets: readonly RawPath[] = [...node.set, ...node.remove, ...node.add, ...node.delete].map(({ path }) => path),
): BoundUpdate {
  const touched = targets.map(binding.path);
  refuseOverlaps("UpdateExpression", touched);
  checkUpdate(node, binding);
  return { node, binding, touched };
}

/** An update of the item with this key; without an update expression it only ensures that the item exists. */
export function updateRequest(
  table: Table,
  keyItem: Item,
  update: BoundUpdate | undefined,
  terms: Terms,
): WriteRequest {
  const base = { ...terms, table, key: encodeKey(table.key, keyItem) };
  if (!update) return { ...base, apply: before => before ?? keyItem, touched: [] };

  const { node, binding, touched } = update;
  const keyNames = keyAttributes(table.key).map(({ name }) => name);
  const changed = keyNames.find(name => touched.some(([first]) => first === name));
  if (changed !== undefined)
    throw validationError(
      `One or more parameter values were invalid: Cannot update attribute ${changed}. This attribute is part of the key`,
    );
  refuseNestedKeys(table, touched);
  const removesOnly = node.set.length + node.add.length === 0;
  const apply = (before: Item | undefined) => {
    const after = applyUpdate(node, before ?? keyItem, binding);
    if (itemSize(after) > MOST_ITEM_BYTES)
      throw validationError("Item size to update has exceeded the maximum allowed size");
    for (const index of table.indexes) checkIndexKeys(index, after);
    // REMOVE and DELETE create no item. Alternator's test suite, written against AWS: test_update_expression.py.
    return before || !removesOnly ? after : undefined;
  };
  return { ...base, apply, touched };
}
