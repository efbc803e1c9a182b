import { isExtended } from "./is-extended.ts";
import { checksOf, type FieldCheck, type ObjectChecks } from "./object-checks.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Objects within objects; a resource has a dozen at most, and the stack of a hostile one must end somewhere. */
export const MAX_DEPTH = 256;

const PLAIN_LENGTH = 64;

/** Whether a value is a valid resource of the type that it names. Says nothing of why not: `explain` does. */
export function accepts(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { resourceType } = value as Fields;
  if (typeof resourceType !== "string") return false;
  const checks = checksOf(resourceType);
  return checks?.isResource === true && acceptsObject(value, depth, checks);
}

/**
 * One pass over the fields. Producers write the fields of a type in much the same order, so each field guesses the one
 * that follows it, which saves most look-ups by name.
 */
function acceptsObject(value: unknown, depth: number, checks: ObjectChecks): boolean {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH || Array.isArray(value)) return false;
  const record = value as Fields;
  let before = checks.start;
  let isEmpty = true;
  let answered = 0;
  let chosen = 0;
  for (const key in record) {
    let check = before.next;
    if (check === undefined || check.key !== key) {
      check = checks.fields.get(key);
      if (check === undefined) return false;
      before.next = check;
    }
    before = check;
    const field = record[key];
    if (field === undefined) continue;
    if (!(check.isArray ? acceptsArray(field, depth + 1, check, record) : acceptsOne(field, depth + 1, check)))
      return false;
    isEmpty = false;
    answered += check.answers;
    const { bit } = check;
    if (bit === 0) continue;
    if ((chosen & bit) !== 0 && isChosenTwice(record, check, checks)) return false;
    chosen |= bit;
  }
  return !isEmpty && (answered === checks.required.length || isAnswered(record, checks));
}

function acceptsArray(value: unknown, depth: number, check: FieldCheck, beside: Fields): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    if (!acceptsOne(item, depth, check) && (item !== null || !hasElement(beside, check.partner, index))) return false;
  }
  return true;
}

/** Most values are short printable texts: they are looked at here, without a call to the check of their type. */
function acceptsOne(value: unknown, depth: number, check: FieldCheck): boolean {
  switch (check.kind) {
    case "object":
      check.object ??= checksOf(check.type) ?? unknownType(check.type);
      return acceptsObject(value, depth, check.object);
    case "code":
      return typeof value === "string" && check.codes.has(value);
    case "primitive":
      return (typeof value === "string" && isPlain(value, check.plainFrom)) || check.accepts(value);
    case "resource":
      return accepts(value, depth);
  }
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

/** Whether a null stands for an element that is in the other of two arrays that belong together. */
export function hasElement(beside: Fields, partner: string | undefined, index: number): boolean {
  const other = partner === undefined ? undefined : beside[partner];
  return Array.isArray(other) && (other[index] ?? null) !== null;
}

/** Two fields of a choice may be a primitive and its companion. */
function isChosenTwice(record: Fields, { key, choice, partner }: FieldCheck, { fields }: ObjectChecks): boolean {
  return Object.keys(record).some(
    other => other !== key && other !== partner && record[other] !== undefined && fields.get(other)?.choice === choice,
  );
}

/** Whether every required element is there; an extension of a primitive stands for it. */
function isAnswered(record: Fields, { required }: ObjectChecks): boolean {
  return required.every(keys => keys.some(key => record[key] !== undefined || isExtended(record[`_${key}`])));
}

function unknownType(name: string): never {
  throw new Error(`the table of FHIR R4 refers to ${name} and does not define it`);
}
