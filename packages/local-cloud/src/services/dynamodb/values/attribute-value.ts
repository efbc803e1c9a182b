/** A value as the API has it; numbers are text, binary is base64. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/** An item, a key or a map: attribute names to values. Never changed in place. */
export type Item = { readonly [name: string]: AttributeValue };

export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "M" | "L" | "SS" | "NS" | "BS";

/** Which kind of value it is. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType;
  throw new Error("An attribute value has no type.");
}

/** The content of an attribute value, without its type. */
export function contentOf(value: AttributeValue): unknown {
  for (const type in value) return value[type as keyof typeof value];
  return undefined;
}

/** An attribute by name; undefined when the item has none (names such as `constructor` included). */
export function attribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The same members in the order that makes equal items equal text. */
export function sortNames(item: Item): Item {
  const names = Object.keys(item);
  if (names.every((name, at) => at === 0 || (names[at - 1] as string) < name)) return item;
  names.sort();
  return Object.fromEntries(names.map(name => [name, item[name] as AttributeValue]));
}

/** The depth of a value, in levels of maps and lists. */
export function depthOf(value: AttributeValue): number {
  const members = "M" in value ? Object.values(value.M) : "L" in value ? value.L : undefined;
  return members ? 1 + members.reduce((deepest, member) => Math.max(deepest, depthOf(member)), 0) : 0;
}
