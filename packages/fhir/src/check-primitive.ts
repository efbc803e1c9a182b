import { primitiveOf } from "./definition.ts";
import { ExactDecimal } from "./exact-decimal.ts";

/** The two questions about a primitive value; the second is asked of values of the JSON type alone. */
export interface PrimitiveCheck {
  /** The JSON type; none for XHTML, which is not looked at. */
  readonly type: string | undefined;
  readonly accepts: (value: unknown) => boolean;
}

/** HL7's pattern of base64, `^(\s*(c){4}\s*)+$`, accepts the same texts and takes exponential time to refuse some. */
const BASE64 = /^\s*[0-9a-zA-Z+/=]{4}(?:\s*[0-9a-zA-Z+/=]{4})*\s*$/;

/**
 * JSON Schema lets a pattern apply to texts alone, so that HL7's patterns of whole numbers have no effect in it. They are
 * meant, and kept here. What they take of the exact decimals, whose text is known, is the second of each pair.
 */
const numbers: Readonly<Record<string, readonly [(value: unknown) => boolean, RegExp]>> = {
  integer: [Number.isInteger, /^-?(?:0|[1-9][0-9]*)$/],
  positiveInt: [value => Number.isInteger(value) && (value as number) > 0, /^[1-9][0-9]*$/],
  unsignedInt: [value => Number.isInteger(value) && (value as number) >= 0, /^(?:0|[1-9][0-9]*)$/],
};

/** For the patterns that every short printable text matches, one with spaces or one without: most texts are that. */
const lowestPlain: Readonly<Record<string, number>> = {
  "^[ \\r\\n\\t\\S]+$": 32,
  "^\\S*$": 33,
  "^[^\\s]+(\\s[^\\s]+)*$": 33,
};
const PLAIN_LENGTH = 64;

const checks = new Map<string, PrimitiveCheck>();

/** The check of a primitive type (hl7.org/fhir/R4/datatypes.html#primitive); undefined when it is none. */
export function checkPrimitive(name: string): PrimitiveCheck | undefined {
  const known = checks.get(name);
  if (known) return known;
  const primitive = primitiveOf(name);
  if (primitive === undefined) return undefined;
  const check = { type: primitive.type, accepts: make(name, primitive.type, primitive.pattern) };
  checks.set(name, check);
  return check;
}

function make(name: string, type: string | undefined, pattern: string | undefined): PrimitiveCheck["accepts"] {
  if (type === undefined) return () => true;
  if (type === "number") {
    const [accepts, exactly] = numbers[name] ?? [Number.isFinite, /^/];
    return value => accepts(value) || (value instanceof ExactDecimal && exactly.test(value.decimal));
  }
  if (type === "boolean") return value => typeof value === "boolean";
  if (pattern === undefined) return value => typeof value === "string";
  const expression = name === "base64BinaryText" ? BASE64 : new RegExp(pattern);
  const lowest = lowestPlain[pattern];
  if (lowest === undefined) return value => typeof value === "string" && expression.test(value);
  return value => typeof value === "string" && (isPlain(value, lowest) || expression.test(value));
}

function isPlain(text: string, lowest: number): boolean {
  const { length } = text;
  if (length === 0 || length > PLAIN_LENGTH) return false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < lowest || code > 126) return false;
  }
  return true;
}
