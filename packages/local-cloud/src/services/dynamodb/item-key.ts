import type { Path } from "./expressions/binding.ts";
import { encodeKeyValue } from "./key-encoding.ts";
import type { KeyAttribute, KeySchema, Table, TableIndex } from "./table.ts";
import { validationError } from "./validation-error.ts";
import { type AttributeValue, attribute, type Item, typeOf } from "./values/attribute-value.ts";
import { valueSize } from "./values/item-size.ts";

const MOST_HASH_BYTES = 2_048;
const MOST_RANGE_BYTES = 1_024;

/** Checks a request's `Key`: exactly the key attributes, of the right types. */
export function checkKey(schema: KeySchema, key: Item): Item {
  const attributes = keyAttributes(schema);
  if (Object.keys(key).length !== attributes.length) throw mismatch();
  for (const { name, type } of attributes) {
    const value = attribute(key, name);
    if (!value || typeOf(value) !== type) throw mismatch();
    refuseEmpty(name, value);
  }
  return key;
}

function mismatch() {
  return validationError("The provided key element does not match the schema");
}

/**
 * Checks that a new item has its key attributes, and that those of indexes it has are of the right type. Batches are told
 * no more than that the key is wrong: dynalite's tests of BatchWriteItem.
 */
export function checkItemKeys({ key, indexes }: Pick<Table, "key" | "indexes">, item: Item, inBatch: boolean): void {
  for (const { name, type } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (inBatch && (!value || typeOf(value) !== type)) throw mismatch();
    if (!value) throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    if (typeOf(value) !== type)
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    refuseEmpty(name, value);
  }
  for (const index of indexes) checkIndexKeys(index, item);
}

/** Checks that the attributes of an index's key, where an item has them, can be its key. */
export function checkIndexKeys(index: TableIndex, item: Item): void {
  for (const [at, { name, type }] of keyAttributes(index.key).entries()) {
    const value = attribute(item, name);
    if (!value) continue;
    if (typeOf(value) !== type)
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
      );
    if (valueSize(value) === 0)
      throw validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. IndexName: ${index.name}, IndexKey: ${name}`,
      );
    checkKeySize(value, at === 0);
  }
}

/** The place of an item in its table; sizes are checked. */
export function encodeKey(schema: KeySchema, item: Item): Buffer {
  const hash = attribute(item, schema.hash.name) as AttributeValue;
  checkKeySize(hash, true);
  if (!schema.range) return encodeKeyValue(hash);
  const range = attribute(item, schema.range.name) as AttributeValue;
  checkKeySize(range, false);
  return Buffer.concat([encodeKeyValue(hash), encodeKeyValue(range)]);
}

/** Whether a value is neither empty nor too large for a key. */
export function fitsKey(value: AttributeValue, isHash: boolean): boolean {
  const size = valueSize(value);
  return size > 0 && size <= (isHash ? MOST_HASH_BYTES : MOST_RANGE_BYTES);
}

function checkKeySize(value: AttributeValue, isHash: boolean): void {
  if (valueSize(value) <= (isHash ? MOST_HASH_BYTES : MOST_RANGE_BYTES)) return;
  throw validationError(
    isHash
      ? "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
      : "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
  );
}

/** Only the key attributes. */
export function pickKey(schema: KeySchema, item: Item): Item {
  return Object.fromEntries(
    keyAttributes(schema)
      .map(({ name }) => [name, item[name] as AttributeValue] as const)
      .sort(([one], [two]) => (one < two ? -1 : 1)),
  );
}

/** The attributes of a key, partition key first. */
export function keyAttributes(schema: KeySchema): KeyAttribute[] {
  return schema.range ? [schema.hash, schema.range] : [schema.hash];
}

/** Refuses paths into attributes that are keys, which hold no documents. */
export function refuseNestedKeys(table: Pick<Table, "key" | "indexes">, paths: readonly Path[] = []): void {
  if (paths.every(path => path.length === 1)) return;
  const nested = paths.flatMap(path => (path.length > 1 ? [path[0]] : []));
  for (const [what, schemas] of [
    ["Key", [table.key]],
    ["IndexKey", table.indexes.map(({ key }) => key)],
  ] as const)
    for (const { name } of schemas.flatMap(keyAttributes))
      if (nested.includes(name))
        throw validationError(
          `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${what}: ${name}`,
        );
}

function refuseEmpty(name: string, value: AttributeValue): void {
  if (valueSize(value) === 0)
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${"S" in value ? "string" : "binary"} value. Key: ${name}`,
    );
}
