import { checkPrimitive } from "./check-primitive.ts";
import { definitionOf, type Field } from "./definition.ts";

/** What `accepts` asks of an object of one type. */
export interface ObjectChecks {
  readonly isResource: boolean;
  readonly fields: ReadonlyMap<string, FieldCheck>;
  /** The keys of which one must be there: that of a required element, or those of a required choice. */
  readonly required: readonly (readonly string[])[];
  /** Stands before the first field. */
  readonly start: FieldCheck;
}

/** What `accepts` asks of one field. All have the same members in the same order, which makes them fast to read. */
export interface FieldCheck {
  readonly key: string;
  readonly kind: "object" | "resource" | "code" | "primitive";
  readonly isArray: boolean;
  /** Of a complex type. */
  object: ObjectChecks | undefined;
  /** Of a code of a closed list. */
  readonly codes: ReadonlySet<string>;
  /** Of a primitive type, as `PrimitiveCheck` has them. */
  readonly accepts: (value: unknown) => boolean;
  readonly plainFrom: number;
  readonly type: string;
  readonly partner: string | undefined;
  readonly choice: string | undefined;
  /** The bit of its choice, 0 without one. Of more than 32 choices some share a bit. */
  readonly bit: number;
  /** How many of the required elements it is: 1 or 0. */
  readonly answers: number;
  /** The field that followed it the last time. */
  next: FieldCheck | undefined;
}

const NO_CODES: ReadonlySet<string> = new Set();
const types = new Map<string, ObjectChecks>();

/** The checks of a resource type or complex type; undefined when FHIR R4 has none of that name. */
export function checksOf(name: string): ObjectChecks | undefined {
  const known = types.get(name);
  if (known !== undefined) return known;
  const definition = definitionOf(name);
  // Do not cache names that are no type: callers may send any number of them.
  if (definition === undefined) return undefined;
  const { isResource, fields, requiredChoices } = definition;
  const bits = new Map<string | undefined, number>([[undefined, 0]]);
  const checks = new Map<string, FieldCheck>();
  for (const [key, field] of fields) {
    const { choice, isRequired, isCompanion } = field;
    const bit = bits.get(choice) ?? 1 << (bits.size - 1);
    bits.set(choice, bit);
    const isAnswer = isRequired || (choice !== undefined && !isCompanion && requiredChoices.includes(choice));
    checks.set(key, fieldCheck(key, field, bit, isAnswer ? 1 : 0));
  }
  if (isResource) checks.set("resourceType", fieldCheck("resourceType", codeField(new Set([name]))));
  const required = [...fields].flatMap(([key, { isRequired }]) => (isRequired ? [[key]] : []));
  const keysOf = (choice: string) =>
    [...fields].flatMap(([key, field]) => (field.choice === choice && !field.isCompanion ? [key] : []));
  const start = fieldCheck("", codeField(NO_CODES));
  const made = { isResource, fields: checks, required: [...required, ...requiredChoices.map(keysOf)], start };
  types.set(name, made);
  return made;
}

function codeField(codes: ReadonlySet<string>): Field {
  return { type: "code", isArray: false, isRequired: false, codes };
}

function fieldCheck(key: string, field: Field, bit = 0, answers = 0): FieldCheck {
  const { type, isArray, codes, partner, choice } = field;
  const primitive = codes === undefined ? checkPrimitive(type) : undefined;
  return {
    key,
    kind: codes ? "code" : primitive ? "primitive" : type === "ResourceList" ? "resource" : "object",
    isArray,
    object: undefined,
    codes: codes ?? NO_CODES,
    accepts: primitive?.accepts ?? (() => false),
    plainFrom: primitive?.plainFrom ?? 0,
    type,
    partner,
    choice,
    bit,
    answers,
    next: undefined,
  };
}
