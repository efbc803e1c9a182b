import { checkPrimitive } from "./check-primitive.ts";
import { definitionOf, type Field } from "./definition.ts";

type Accept = (value: unknown, depth: number) => boolean;

/** Objects within objects; a resource has a dozen at most, and the stack of a hostile one must end somewhere. */
export const MAX_DEPTH = 256;

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
  return accept?.(value, depth) ?? false;
}

/** The check of a complex type, made now, its fields' checks when it is first used: types contain one another. */
function acceptComplex(name: string): Accept {
  const known = complex.get(name);
  if (known) return known;
  let checks: ReadonlyMap<string, Accept> | undefined;
  let required: readonly string[] = [];
  const accept: Accept = (value, depth) => {
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH || Array.isArray(value)) return false;
    if (checks === undefined) [checks, required] = makeChecks(name);
    const record = value as Readonly<Record<string, unknown>>;
    for (const key in record) {
      const check = checks.get(key);
      if (check === undefined) return false;
      const field = record[key];
      if (field !== undefined && !check(field, depth + 1)) return false;
    }
    for (const key of required) if (record[key] === undefined) return false;
    return true;
  };
  complex.set(name, accept);
  return accept;
}

function makeChecks(name: string): [ReadonlyMap<string, Accept>, readonly string[]] {
  const { isResource, fields } = definitionOf(name) ?? unknownType(name);
  const checks = new Map([...fields].map(([key, field]) => [key, acceptField(field)] as const));
  if (isResource) checks.set("resourceType", value => value === name);
  return [checks, [...fields].flatMap(([key, { isRequired }]) => (isRequired ? [key] : []))];
}

function acceptField({ type, isArray, codes, isCompanion }: Field): Accept {
  const one = codes ? (value: unknown) => typeof value === "string" && codes.has(value) : acceptType(type);
  if (!isArray) return one;
  return (value, depth) => {
    if (!Array.isArray(value)) return false;
    for (const item of value) if (!one(item, depth) && !(item === null && isCompanion)) return false;
    return true;
  };
}

function acceptType(type: string): Accept {
  if (type === "ResourceList") return accepts;
  return checkPrimitive(type)?.accepts ?? acceptComplex(type);
}

function unknownType(name: string): never {
  throw new Error(`the table of FHIR R4 refers to ${name} and does not define it`);
}
