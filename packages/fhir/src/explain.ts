import type { Violation } from "@tributary/contract/event-contract";
import { MAX_DEPTH } from "./accepts.ts";
import { checkPrimitive } from "./check-primitive.ts";
import { type Definition, definitionOf, type Field } from "./definition.ts";
import { ExactDecimal } from "./exact-decimal.ts";

/** Everything that is wrong with a resource, in order of its fields; empty when `accepts` accepts it. */
export function explain(resource: unknown): readonly Violation[] {
  return inResource(resource, "", 0);
}

function inResource(value: unknown, pointer: string, depth: number): Violation[] {
  if (!isObject(value)) return [violation(pointer, "type", "must be a resource, an object")];
  const { resourceType } = value;
  const place = `${pointer}/resourceType`;
  if (resourceType === undefined) return [violation(place, "required", "is required")];
  if (typeof resourceType !== "string") return [violation(place, "type", "must be a string")];
  const definition = definitionOf(resourceType);
  if (!definition?.isResource) return [violation(place, "enum", "must be a resource type of FHIR R4")];
  return inFields(value, definition, pointer, depth);
}

function inFields(
  value: Readonly<Record<string, unknown>>,
  { isResource, fields }: Definition,
  pointer: string,
  depth: number,
): Violation[] {
  if (depth > MAX_DEPTH) return [violation(pointer, "maxDepth", `must not be nested deeper than ${MAX_DEPTH} levels`)];
  const found: Violation[] = [];
  for (const key in value) {
    if (isResource && key === "resourceType") continue;
    const place = `${pointer}/${pointerPart(key)}`;
    const field = fields.get(key);
    if (field === undefined) found.push(violation(place, "additionalProperties", "is not a field of this type"));
    else if (value[key] !== undefined) found.push(...inField(value[key], field, place, depth + 1));
  }
  for (const [key, { isRequired }] of fields) {
    if (isRequired && value[key] === undefined) found.push(violation(`${pointer}/${key}`, "required", "is required"));
  }
  return found;
}

function inField(value: unknown, field: Field, pointer: string, depth: number): Violation[] {
  if (!field.isArray) return inValue(value, field, pointer, depth);
  if (!Array.isArray(value)) return [violation(pointer, "type", "must be an array")];
  return value.flatMap((item: unknown, index) =>
    item === null && field.isCompanion ? [] : inValue(item, field, `${pointer}/${index}`, depth),
  );
}

function inValue(value: unknown, { type, codes }: Field, pointer: string, depth: number): Violation[] {
  if (codes !== undefined) {
    if (typeof value === "string" && codes.has(value)) return [];
    return [violation(pointer, "enum", `must be one of ${[...codes].join(", ")}`)];
  }
  if (type === "ResourceList") return inResource(value, pointer, depth);
  const primitive = checkPrimitive(type);
  if (primitive) {
    if (primitive.accepts(value)) return [];
    const given = value instanceof ExactDecimal ? "number" : typeof value;
    const keyword = given === primitive.type ? "pattern" : "type";
    return [violation(pointer, keyword, `must be a valid ${type.replace(/Text$/, "")}`)];
  }
  const definition = definitionOf(type);
  if (definition === undefined || !isObject(value)) return [violation(pointer, "type", `must be a ${type}, an object`)];
  return inFields(value, definition, pointer, depth);
}

function violation(pointer: string, keyword: string, message: string): Violation {
  return { pointer, keyword, message };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactDecimal);
}

/** RFC 6901. */
function pointerPart(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
