import { type ClassifiedField, classifiedFields } from "@tributary/contract-tools/classified-fields";
import { fromPointer, isObject } from "@tributary/contract-tools/json-pointer";
import type { SchemaVersion } from "../schema-version.ts";

/** A field of the new version, with the more sensitive class that the older version gives what stands there. */
export interface DeclassifiedField {
  readonly field: ClassifiedField;
  readonly was: string;
}

/** From the most sensitive on. A field without a class is as little protected as one that is `none`. */
const classes: readonly (string | undefined)[] = ["phi", "pii"];

const sensitivity = (of: string | undefined) => (classes.includes(of) ? classes.length - classes.indexOf(of) : 0);

/**
 * Fields that a new version classifies weaker than the older one. A field that the older version does not have is judged
 * by those that it stands in, that stand in it, or that share its place in a map or array: their values may be found there.
 */
export function declassifiedFields(before: SchemaVersion, after: SchemaVersion): DeclassifiedField[] {
  const older = fieldsOf(before).map(field => ({ ...field, path: fromPointer(field.pointer) }));
  const byPointer = new Map(older.map(field => [field.pointer, field]));
  return fieldsOf(after).flatMap((field): DeclassifiedField[] => {
    const same = byPointer.get(field.pointer);
    const path = fromPointer(field.pointer);
    const judged = same === undefined ? older.filter(each => overlap(each.path, path)) : [same];
    const worst = judged.reduce<string | undefined>(
      (most, each) => (sensitivity(each.class) > sensitivity(most) ? each.class : most),
      undefined,
    );
    return worst !== undefined && sensitivity(worst) > sensitivity(field.class) ? [{ field, was: worst }] : [];
  });
}

/** One leads into the other; an asterisk is any segment. */
const overlap = (a: readonly string[], b: readonly string[]) =>
  a.every((segment, at) => at >= b.length || segment === b[at] || segment === "*" || b[at] === "*");

function fieldsOf({ schema, others = new Map() }: SchemaVersion): readonly ClassifiedField[] {
  if (!isObject(schema)) return [];
  const id = typeof schema.$id === "string" ? schema.$id : "";
  const set = [...others].flatMap(([name, other]) => (isObject(other) ? [[name, other] as const] : []));
  return classifiedFields(schema, id, new Map([...set, [id, schema]])).fields;
}
