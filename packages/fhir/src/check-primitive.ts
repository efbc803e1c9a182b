import { primitiveOf } from "./definition.ts";
import { ExactDecimal } from "./exact-decimal.ts";

/** A primitive's JSON type, and whether a value is one. */
export interface PrimitiveCheck {
  readonly type: "string" | "number" | "boolean";
  readonly accepts: (value: unknown) => boolean;
  /** Every text of one to 64 characters from this one to `~` is accepted: no expression needs to look. 127 for none. */
  readonly plainFrom: number;
}

/** HL7's pattern of base64, `(s*(c){4}s*)+`, accepts the same texts and takes exponential time to refuse some. */
const BASE64 = /^[ \t\r\n]*[0-9a-zA-Z+/=]{4}(?:[ \t\r\n]*[0-9a-zA-Z+/=]{4})*[ \t\r\n]*$/;

/**
 * JSON Schema lets a pattern apply to texts alone, so that HL7's patterns of whole numbers have no effect in it. They are
 * meant, and kept here. What they take of the exact decimals, whose text is known, is the second of each pair.
 */
const numbers: Readonly<Record<string, readonly [(value: unknown) => boolean, RegExp]>> = {
  integer: [Number.isInteger, /^-?(?:0|[1-9][0-9]*)$/],
  positiveInt: [value => Number.isInteger(value) && (value as number) > 0, /^[1-9][0-9]*$/],
  unsignedInt: [value => Number.isInteger(value) && (value as number) >= 0, /^(?:0|[1-9][0-9]*)$/],
};

/** Of the patterns that every printable text matches, with spaces or without. */
const plainFrom: Readonly<Record<string, number>> = {
  "^[ \\r\\n\\t!-\\uffff]+$": 32,
  "^[!-\\uffff]*$": 33,
  "^[!-\\uffff]+([ \\t\\r\\n][!-\\uffff]+)*$": 33,
};
const NOT_PLAIN = 127;

const checks = new Map<string, PrimitiveCheck>();

/** The check of a primitive type (hl7.org/fhir/R4/datatypes.html#primitive); undefined when it is none. */
export function checkPrimitive(name: string): PrimitiveCheck | undefined {
  const known = checks.get(name);
  if (known) return known;
  const primitive = primitiveOf(name);
  if (primitive === undefined) return undefined;
  const { type, pattern = "" } = primitive;
  const check = { type, accepts: make(name, type, primitive.pattern), plainFrom: plainFrom[pattern] ?? NOT_PLAIN };
  checks.set(name, check);
  return check;
}

/** No text of FHIR's JSON is empty, whatever the pattern says (hl7.org/fhir/R4/json.html). */
function make(name: string, type: PrimitiveCheck["type"], pattern: string | undefined): PrimitiveCheck["accepts"] {
  if (type === "number") {
    const [accepts, exactly] = numbers[name] ?? [Number.isFinite, /^/];
    return value => accepts(value) || (value instanceof ExactDecimal && exactly.test(value.decimal));
  }
  if (type === "boolean") return value => typeof value === "boolean";
  if (pattern === undefined) return value => typeof value === "string" && value !== "";
  const expression = name === "base64BinaryText" ? BASE64 : new RegExp(pattern);
  return value => typeof value === "string" && value !== "" && expression.test(value);
}
