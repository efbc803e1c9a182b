import { definitionOf, type Field } from "./definition.ts";

/** One occurrence of an element in a resource. */
export interface Item {
  /** Undefined or null where an extension stands in its place. */
  readonly value: unknown;
  /** What stands under `_name`. */
  readonly companion: unknown;
  /** Its type as R4 names it; of a resource, the resource type. */
  readonly type: string;
  readonly pointer: string;
}

/** Every occurrence of an element, `value` or `value[x]` for a choice, in a valid object of a type of R4. */
export function elementItems({ value, type, pointer }: Item, name: string): readonly Item[] {
  const fields = fieldsOf(type, name);
  return isRecord(value) ? fields.flatMap(([key, field]) => itemsOf(value, key, field, pointer)) : [];
}

/** The fields that an element may be: one, or those of a choice. */
export function fieldsOf(type: string, name: string): readonly (readonly [string, Field])[] {
  const fields = definitionOf(type)?.fields ?? new Map<string, Field>();
  const field = fields.get(name);
  if (field !== undefined) return [[name, field]];
  const choice = name.endsWith("[x]") ? name : `${name}[x]`;
  return [...fields].filter(([, { choice: of, isCompanion }]) => of === choice && !isCompanion);
}

/** The type of a field as R4 names it. */
export function typeOf({ type, codes }: Field): string {
  if (codes !== undefined) return "code";
  return type === "ResourceList" ? "Resource" : type.replace(/Text$/, "");
}

function itemsOf(record: Readonly<Record<string, unknown>>, key: string, field: Field, pointer: string): Item[] {
  const place = `${pointer}/${key}`;
  const value = record[key];
  const companion = field.partner === undefined ? undefined : record[field.partner];
  const item = (one: unknown, beside: unknown, at: string): Item => {
    const type = typeOf(field);
    const isResource = type === "Resource" && isRecord(one);
    return { value: one, companion: beside, type: isResource ? String(one.resourceType) : type, pointer: at };
  };
  if (!field.isArray) return value === undefined && companion === undefined ? [] : [item(value, companion, place)];
  const [values, companions] = [value, companion].map(list => (Array.isArray(list) ? (list as unknown[]) : []));
  const length = Math.max(values?.length ?? 0, companions?.length ?? 0);
  return Array.from({ length }, (_, index) => item(values?.[index], companions?.[index], `${place}/${index}`));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
