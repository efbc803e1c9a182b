import type { Violation } from "@tributary/contract/event-contract";
import { hasElement, MAX_DEPTH } from "./accepts.ts";
import { checkPrimitive } from "./check-primitive.ts";
import { type Definition, definitionOf, type Field } from "./definition.ts";
import { ExactDecimal } from "./exact-decimal.ts";
import { isExtended } from "./is-extended.ts";

type Fields = Readonly<Record<string, unknown>>;

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

function inFields(value: Fields, definition: Definition, pointer: string, depth: number): Violation[] {
  if (depth > MAX_DEPTH) return [violation(pointer, "maxDepth", `must not be nested deeper than ${MAX_DEPTH} levels`)];
  const { isResource, fields, requiredChoices } = definition;
  const found: Violation[] = [];
  /** The field of each choice that was met first. */
  const chosen = new Map<string, string>();
  let isEmpty = true;
  for (const key in value) {
    const place = `${pointer}/${pointerPart(key)}`;
    const field = fields.get(key);
    if (value[key] !== undefined) isEmpty = false;
    if (isResource && key === "resourceType") continue;
    if (field === undefined) found.push(violation(place, "additionalProperties", "is not a field of this type"));
    else if (value[key] !== undefined) {
      found.push(...inField(value[key], field, place, depth + 1, value));
      found.push(...inChoice(key, field, place, chosen));
    }
  }
  if (isEmpty) found.push(violation(pointer, "minProperties", "must not be empty"));
  const isThere = (key: string, { partner }: Field) =>
    value[key] !== undefined || (partner !== undefined && isExtended(value[partner]));
  for (const choice of requiredChoices) {
    const isAnswered = [...fields].some(
      ([key, field]) => field.choice === choice && !field.isCompanion && isThere(key, field),
    );
    if (!isAnswered) found.push(violation(`${pointer}/${choice}`, "required", "is required, in one of its types"));
  }
  for (const [key, field] of fields)
    if (field.isRequired && !isThere(key, field)) found.push(violation(`${pointer}/${key}`, "required", "is required"));
  return found;
}

function inChoice(key: string, { choice, partner }: Field, pointer: string, chosen: Map<string, string>): Violation[] {
  if (choice === undefined) return [];
  const first = chosen.get(choice) ?? key;
  chosen.set(choice, first);
  return first === key || first === partner ? [] : [violation(pointer, "oneOf", `must not be there beside ${first}`)];
}

function inField(value: unknown, field: Field, pointer: string, depth: number, beside: Fields): Violation[] {
  if (!field.isArray) return inValue(value, field, pointer, depth);
  if (!Array.isArray(value)) return [violation(pointer, "type", "must be an array")];
  if (value.length === 0) return [violation(pointer, "minItems", "must not be empty")];
  return value.flatMap((item: unknown, index) =>
    item === null && hasElement(beside, field.partner, index) ? [] : inValue(item, field, `${pointer}/${index}`, depth),
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

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactDecimal);
}

/** RFC 6901. */
function pointerPart(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
