import { checkPrimitive } from "./check-primitive.ts";
import { definitionOf, type Field } from "./definition.ts";
import { isExtended } from "./is-extended.ts";

type Fields = Readonly<Record<string, unknown>>;
/** Whether a value may stand in a field; `beside` are the fields that it is one of. */
type Accept = (value: unknown, depth: number, beside: Fields) => boolean;

interface Check {
  readonly accept: Accept;
  /** A bit of its own for each choice of the type; 0 for a field of none. */
  readonly choice: number;
  readonly isCompanion: boolean;
}

interface Checks {
  readonly fields: ReadonlyMap<string, Check>;
  readonly required: readonly string[];
  readonly requiredChoices: number;
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
    const { fields, required, requiredChoices } = checks;
    const record = value as Fields;
    let isEmpty = true;
    let chosen = 0;
    let answered = 0;
    for (const key in record) {
      const check = fields.get(key);
      if (check === undefined) return false;
      const field = record[key];
      if (field === undefined) continue;
      if (!check.accept(field, depth + 1, record)) return false;
      isEmpty = false;
      if (check.choice === 0) continue;
      if ((chosen & check.choice) !== 0 && isChosenTwice(record, check.choice, fields)) return false;
      chosen |= check.choice;
      if (!check.isCompanion || isExtended(field)) answered |= check.choice;
    }
    if (isEmpty || (answered & requiredChoices) !== requiredChoices) return false;
    for (const key of required) if (record[key] === undefined && !isExtended(record[`_${key}`])) return false;
    return true;
  };
  complex.set(name, accept);
  return accept;
}

/** Two fields of a choice may be a primitive and its companion. */
function isChosenTwice(record: Fields, choice: number, fields: Checks["fields"]): boolean {
  const chosen = Object.keys(record).filter(key => record[key] !== undefined && fields.get(key)?.choice === choice);
  return new Set(chosen.map(key => key.replace(/^_/, ""))).size > 1;
}

function makeChecks(name: string): Checks {
  const { isResource, fields, requiredChoices } = definitionOf(name) ?? unknownType(name);
  const choices = new Map<string, number>();
  const bit = (choice: string) => {
    const known = choices.get(choice) ?? 1 << choices.size;
    choices.set(choice, known);
    return known;
  };
  const checks = new Map<string, Check>();
  for (const [key, field] of fields) {
    const choice = field.choice === undefined ? 0 : bit(field.choice);
    checks.set(key, { accept: acceptField(field), choice, isCompanion: field.isCompanion === true });
  }
  if (isResource) checks.set("resourceType", { accept: value => value === name, choice: 0, isCompanion: false });
  return {
    fields: checks,
    required: [...fields].flatMap(([key, { isRequired }]) => (isRequired ? [key] : [])),
    requiredChoices: requiredChoices.reduce((bits, choice) => bits | bit(choice), 0),
  };
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
