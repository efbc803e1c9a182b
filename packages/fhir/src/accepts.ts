import { checkPrimitive } from "./check-primitive.ts";
import { type Definition, definitionOf, type Field } from "./definition.ts";
import { isExtended } from "./is-extended.ts";

type Fields = Readonly<Record<string, unknown>>;
/** Whether a value may stand in a field; `beside` are the fields that it is one of. */
type Accept = (value: unknown, depth: number, beside: Fields) => boolean;
/** The same; and for a field of a choice, where it may, the choice's bit. */
type AcceptField = (value: unknown, depth: number, beside: Fields) => boolean | number;

interface Checks {
  readonly definition: Definition;
  readonly fields: ReadonlyMap<string, AcceptField>;
  readonly required: readonly string[];
  /** The fields of each choice of which one must be there. */
  readonly requiredChoices: readonly (readonly string[])[];
}

/** Objects within objects; a resource has a dozen at most, and the stack of a hostile one must end somewhere. */
export const MAX_DEPTH = 256;

const NOTHING: Fields = {};
const complex = new Map<string, Accept>();
const resources = new Map<string, Accept | null>();

/** Whether a value is a valid resource of the type that it names. Says nothing of why not: `explain` does. */
export function accepts(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null || !("resourceType" in value)) return false;
  const { resourceType } = value;
  if (typeof resourceType !== "string") return false;
  let accept = resources.get(resourceType);
  if (accept === undefined) {
    accept = definitionOf(resourceType)?.isResource ? acceptComplex(resourceType) : null;
    // Names that are no resource type come from outside, without end: they are not kept.
    if (accept !== null) resources.set(resourceType, accept);
  }
  return accept?.(value, depth, NOTHING) ?? false;
}

/** The check of a complex type, made now, its fields' checks when it is first used: types contain one another. */
function acceptComplex(name: string): Accept {
  const known = complex.get(name);
  if (known) return known;
  let checks: Checks | undefined;
  const accept: Accept = (value, depth) => {
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH || Array.isArray(value)) return false;
    checks ??= makeChecks(name);
    const { definition, fields, required, requiredChoices } = checks;
    const record = value as Fields;
    let isEmpty = true;
    let chosen = 0;
    for (const key in record) {
      const check = fields.get(key);
      if (check === undefined) return false;
      const field = record[key];
      if (field === undefined) continue;
      const verdict = check(field, depth + 1, record);
      if (verdict === false) return false;
      isEmpty = false;
      if (verdict === true) continue;
      if ((chosen & verdict) !== 0 && isChosenTwice(record, key, definition)) return false;
      chosen |= verdict;
    }
    if (isEmpty) return false;
    for (const key of required) if (!isThere(record, key)) return false;
    return requiredChoices.length === 0 || requiredChoices.every(names => names.some(key => isThere(record, key)));
  };
  complex.set(name, accept);
  return accept;
}

function isThere(record: Fields, key: string): boolean {
  return record[key] !== undefined || isExtended(record[`_${key}`]);
}

/** Two fields of a choice may be a primitive and its companion. */
function isChosenTwice(record: Fields, key: string, { fields }: Definition): boolean {
  const { choice, partner } = fields.get(key) ?? {};
  return Object.keys(record).some(
    other => other !== key && other !== partner && record[other] !== undefined && fields.get(other)?.choice === choice,
  );
}

function makeChecks(name: string): Checks {
  const definition = definitionOf(name) ?? unknownType(name);
  const { isResource, fields, requiredChoices } = definition;
  const checks = new Map<string, AcceptField>();
  const required: string[] = [];
  const bits = new Map<string, number>();
  for (const [key, field] of fields) {
    if (field.isRequired) required.push(key);
    const accept = acceptField(field);
    const { choice } = field;
    if (choice === undefined) checks.set(key, accept);
    else {
      const bit = bits.get(choice) ?? 1 << bits.size;
      bits.set(choice, bit);
      checks.set(key, (value, depth, beside) => accept(value, depth, beside) && bit);
    }
  }
  if (isResource) checks.set("resourceType", value => value === name);
  const namesOf = (choice: string) =>
    [...fields].flatMap(([key, field]) => (field.choice === choice && !field.isCompanion ? [key] : []));
  return { definition, fields: checks, required, requiredChoices: requiredChoices.map(namesOf) };
}

function acceptField({ type, isArray, codes, partner }: Field): Accept {
  const one: Accept = codes ? value => typeof value === "string" && codes.has(value) : acceptType(type);
  if (!isArray) return one;
  return (value, depth, beside) => {
    if (!Array.isArray(value) || value.length === 0) return false;
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (!one(item, depth, beside) && (item !== null || !hasElement(beside, partner, index))) return false;
    }
    return true;
  };
}

/** Whether a null stands for an element that is in the other of two arrays that belong together. */
export function hasElement(beside: Fields, partner: string | undefined, index: number): boolean {
  const other = partner === undefined ? undefined : beside[partner];
  return Array.isArray(other) && (other[index] ?? null) !== null;
}

function acceptType(type: string): Accept {
  if (type === "ResourceList") return (value, depth) => accepts(value, depth);
  return checkPrimitive(type)?.accepts ?? acceptComplex(type);
}

function unknownType(name: string): never {
  throw new Error(`the table of FHIR R4 refers to ${name} and does not define it`);
}
