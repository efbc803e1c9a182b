import { AwsError } from "../../../kernel/aws-error.ts";
import { validationError } from "../validation-error.ts";
import type { AttributeValue, Item } from "./attribute-value.ts";
import { compareText } from "./compare-values.ts";
import { compareNumbers, normaliseNumber } from "./decimal.ts";

/** Levels of maps and lists in an attribute. */
export const DEEPEST = 32;
const MOST_NAME_BYTES = 65_535;

/**
 * A value in its one canonical form: numbers in plain notation, map and set members sorted,
 * so that equal values have equal JSON. Throws as DynamoDB does on anything that is no value.
 */
export function readAttributeValue(input: unknown, depth = 0): AttributeValue {
  if (!isObject(input)) throw serializationError("Unexpected value type in payload");
  let found: string | undefined;
  for (const type in input) {
    if (!Object.hasOwn(readers, type) || input[type] === undefined || input[type] === null) continue;
    if (found !== undefined)
      throw validationError(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    found = type;
  }
  if (found === undefined)
    throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  return readers[found as keyof typeof readers](input[found], depth);
}

/** An item or a map, its names sorted. */
export function readItem(input: unknown, depth = 0): Item {
  if (!isObject(input)) throw serializationError("Start of structure or map found where not expected.");
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
  S: (input: unknown): AttributeValue => ({ S: text(input) }),
  N: (input: unknown): AttributeValue => ({ N: normaliseNumber(text(input)) }),
  B: (input: unknown): AttributeValue => ({ B: binary(input) }),
  BOOL(input: unknown): AttributeValue {
    if (typeof input !== "boolean") throw serializationError("Unexpected value type in payload");
    return { BOOL: input };
  },
  NULL(input: unknown): AttributeValue {
    if (input !== true)
      throw validationError(
        "One or more parameter values were invalid: Null attribute value types must have the value of true",
      );
    return { NULL: true };
  },
  M(input: unknown, depth: number): AttributeValue {
    return { M: readItem(input, deeper(depth)) };
  },
  L(input: unknown, depth: number): AttributeValue {
    const next = deeper(depth);
    return { L: list(input).map(value => readAttributeValue(value, next)) };
  },
  SS: (input: unknown): AttributeValue => ({ SS: set("string", list(input).map(text), compareText) }),
  NS: (input: unknown): AttributeValue => ({
    NS: set(
      "number",
      list(input).map(value => normaliseNumber(text(value))),
      compareNumbers,
    ),
  }),
  BS: (input: unknown): AttributeValue => ({ BS: set("binary", list(input).map(binary), compareText) }),
};

function set(kind: string, members: string[], compare: (left: string, right: string) => number): string[] {
  if (members.length === 0)
    throw validationError(`One or more parameter values were invalid: An ${kind} set  may not be empty`);
  if (new Set(members).size !== members.length)
    throw validationError("One or more parameter values were invalid: Input collection contains duplicates.");
  return members.sort(compare);
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

function binary(input: unknown): string {
  const base64 = text(input);
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64))
    throw serializationError("Expected base64 encoded binary");
  return Buffer.from(base64, "base64").toString("base64");
}

function text(input: unknown): string {
  if (typeof input !== "string") throw serializationError("Unexpected value type in payload");
  return input;
}

function list(input: unknown): unknown[] {
  if (!Array.isArray(input)) throw serializationError("Unexpected value type in payload");
  return input;
}

function isObject(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", message);
}
