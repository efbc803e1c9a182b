import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
import { validationError } from "../validation-error.ts";
import type { AttributeType, AttributeValue, Item } from "./attribute-value.ts";
import { compareText } from "./compare-values.ts";
import { compareNumbers, normaliseNumber } from "./decimal.ts";

/** Levels of maps and lists in an attribute. */
export const DEEPEST = 32;
const MOST_NAME_BYTES = 65_535;

/** An item, key or map as a request has it. */
export type GivenItem = Readonly<Record<string, GivenValue | null | undefined>>;

/**
 * A value in its one canonical form: numbers in plain notation, map and set members sorted,
 * so that equal values have equal JSON. Throws as DynamoDB does on anything that is no value.
 */
export function readAttributeValue(input: GivenValue | null | undefined, depth = 0): AttributeValue {
  let value: AttributeValue | undefined;
  let types = 0;
  for (const type in input) {
    const content = input[type as AttributeType];
    if (!Object.hasOwn(readers, type) || content === undefined || content === null) continue;
    types++;
    value = readers[type as AttributeType](content as never, depth);
  }
  if (types > 1)
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  if (value !== undefined) return value;
  throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

/** An item or a map, its names sorted. */
export function readItem(input: GivenItem, depth = 0): Item {
  const names = Object.keys(input)
    .filter(name => input[name] !== undefined)
    .sort();
  return Object.fromEntries(
    names.map(name => {
      if (name.length === 0)
        throw validationError("One or more parameter values were invalid: An attribute name may not be empty");
      if (name.length * 3 > MOST_NAME_BYTES && Buffer.byteLength(name) > MOST_NAME_BYTES)
        throw validationError(
          "One or more parameter values were invalid: Attribute name is too large, must be less than 65536 bytes",
        );
      return [name, readAttributeValue(input[name], depth)];
    }),
  );
}

const readers = {
  S: (S: string): AttributeValue => ({ S }),
  N: (text: string): AttributeValue => ({ N: normaliseNumber(text) }),
  B: (B: string): AttributeValue => ({ B }),
  BOOL: (BOOL: boolean): AttributeValue => ({ BOOL }),
  NULL(input: boolean): AttributeValue {
    if (input) return { NULL: true };
    throw validationError(
      "One or more parameter values were invalid: Null attribute value types must have the value of true",
    );
  },
  M: (members: GivenItem, depth: number): AttributeValue => ({ M: readItem(members, deeper(depth)) }),
  L(members: readonly GivenValue[], depth: number): AttributeValue {
    const next = deeper(depth);
    return { L: members.map(member => readAttributeValue(member, next)) };
  },
  SS: (members: readonly string[]): AttributeValue => ({
    SS: set(members, "An string set  may not be empty", compareText),
  }),
  NS: (members: readonly string[]): AttributeValue => ({
    NS: set(members.map(normaliseNumber), "An number set  may not be empty", compareNumbers),
  }),
  BS: (members: readonly string[]): AttributeValue => ({
    BS: set(members, "Binary sets should not be empty", compareText),
  }),
};

function set(members: readonly string[], empty: string, compare: (left: string, right: string) => number): string[] {
  if (members.length === 0) throw validationError(`One or more parameter values were invalid: ${empty}`);
  if (members.some(member => member === null))
    throw validationError("One or more parameter values were invalid: A set may not have null as a member");
  if (new Set(members).size !== members.length)
    throw validationError("One or more parameter values were invalid: Input collection contains duplicates.");
  return [...members].sort(compare);
}

function deeper(depth: number): number {
  if (depth + 1 > DEEPEST) throw tooDeep();
  return depth + 1;
}

/** The error for maps and lists in more than 32 levels. */
export function tooDeep() {
  return validationError(
    "Nesting Levels have exceeded supported limits: Attributes values cannot have nested levels beyond 32",
  );
}
