import { existsSync, readFileSync } from "node:fs";

interface Element {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly contentReference?: string;
  readonly type?: readonly { readonly code: string }[];
}

type Json = Readonly<Record<string, unknown>>;

const EXAMPLES = new URL("../../../node_modules/hl7.fhir.r4.examples/", import.meta.url);
const known = new Map<string, readonly Element[]>();

/**
 * Pointers of what HL7's StructureDefinitions and its rules for JSON refuse and the JSON schema cannot: what is required
 * and missing, a second field of a choice, a null that pads nothing. Read from the definitions with every question, element
 * by element, for comparison with the validator's tables; values of the wrong shape are left to the schema.
 */
export function byDefinitions(resource: unknown): readonly string[] {
  return [...new Set(inResource(resource, ""))].sort();
}

function elementsOf(type: string): readonly Element[] {
  const elements = known.get(type) ?? read(type);
  known.set(type, elements);
  return elements;
}

function read(type: string): readonly Element[] {
  const file = new URL(`StructureDefinition-${type}.json`, EXAMPLES);
  return /^\w+$/.test(type) && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).snapshot.element : [];
}

function inResource(value: unknown, pointer: string): string[] {
  return isObject(value) && typeof value.resourceType === "string" && elementsOf(value.resourceType).length > 0
    ? inElement(value, value.resourceType, pointer)
    : [];
}

function inElement(value: Json, path: string, pointer: string): string[] {
  const [type = ""] = path.split(".", 1);
  const children = elementsOf(type).filter(
    child => child.path.startsWith(`${path}.`) && !child.path.includes(".", path.length + 1),
  );
  return children.flatMap(child => {
    const name = child.path.slice(path.length + 1);
    const { type: types = [] } = child;
    if (!name.endsWith("[x]")) {
      const missing = child.min > 0 && !isThere(value, name, types[0]?.code) ? [`${pointer}/${name}`] : [];
      return [...missing, ...inField(value, name, child, types[0]?.code ?? "", pointer)];
    }
    const fields = types.map(({ code }) => ({
      code,
      name: name.replace(/\[x\]$/, code[0]?.toUpperCase() + code.slice(1)),
    }));
    const names = fields.map(field => field.name);
    const given = Object.keys(value).filter(key => names.includes(key.replace(/^_/, "")) && value[key] !== undefined);
    const others = given.filter(key => key.replace(/^_/, "") !== given[0]?.replace(/^_/, ""));
    const missing =
      child.min > 0 && !fields.some(field => isThere(value, field.name, field.code)) ? [`${pointer}/${name}`] : [];
    const more = others.map(key => `${pointer}/${key}`);
    return [...missing, ...more, ...fields.flatMap(field => inField(value, field.name, child, field.code, pointer))];
  });
}

function inField(value: Json, name: string, element: Element, type: string, pointer: string): string[] {
  return (isExtensible(type) ? [name, `_${name}`] : [name]).flatMap(key => {
    const field = value[key];
    const isCompanion = key !== name;
    const one = (item: unknown, place: string) => {
      if (isCompanion) return isObject(item) ? inElement(item, "Element", place) : [];
      return inValue(item, element, type, place);
    };
    if (element.max === "1") return one(field, `${pointer}/${key}`);
    if (!Array.isArray(field)) return [];
    const other = value[isCompanion ? name : `_${name}`];
    return field.flatMap((item, index) => {
      const isPadding = Array.isArray(other) && other[index] !== undefined && other[index] !== null;
      const place = `${pointer}/${key}/${index}`;
      return item === null && !isPadding ? [place] : one(item, place);
    });
  });
}

function inValue(value: unknown, { path, contentReference }: Element, type: string, pointer: string): string[] {
  if (type === "Resource") return inResource(value, pointer);
  if (!isObject(value)) return [];
  if (contentReference !== undefined) return inElement(value, contentReference.replace(/^#/, ""), pointer);
  const isNested = type === "BackboneElement" || type === "Element";
  if (isNested) return inElement(value, path, pointer);
  return /^[A-Z]/.test(type) ? inElement(value, type, pointer) : [];
}

function isThere(value: Json, name: string, type = ""): boolean {
  return value[name] !== undefined || (isExtensible(type) && isExtended(value[`_${name}`]));
}

/** Whether it is a primitive that has a companion. */
function isExtensible(type: string): boolean {
  return /^[a-z]/.test(type) && type !== "xhtml";
}

function isExtended(companion: unknown): boolean {
  if (Array.isArray(companion)) return companion.some(item => isExtended(item));
  return isObject(companion) && Array.isArray(companion.extension) && companion.extension.length > 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
