import { isNear } from "@tributary/event-pattern/proof/is-near";
import { fromPointer, isObject, valueAt } from "../source/json-pointer.ts";
import { judgingSchemas } from "./judging-schemas.ts";
import type { Located, SchemaSet } from "./schema-reference.ts";

/** The one of some words that another was meant to be; undefined where none is near. */
export const nearest = (word: string, words: Iterable<string>): string | undefined =>
  [...words].find(each => each !== word && isNear(word, each));

/**
 * What was meant where a value has a field that its schema does not know, or a text that is none of those it may be: a name
 * or a text of the schema that is nearly the same.
 */
export function meant(
  { pointer, keyword }: { readonly pointer: string; readonly keyword: string },
  value: unknown,
  schema: Located,
  schemas: SchemaSet,
): string | undefined {
  const path = fromPointer(pointer);
  const last = path.at(-1);
  const isUnknown = keyword === "additionalProperties" || keyword === "unevaluatedProperties";
  if (isUnknown && last !== undefined) {
    const around = judgingSchemas(schema, path.slice(0, -1), schemas).map(each => each.schema);
    return nearest(
      last,
      around.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : [])),
    );
  }
  const given = valueAt(value, pointer);
  if (typeof given !== "string") return undefined;
  const texts = judgingSchemas(schema, path, schemas).flatMap(each => [each.schema.enum, each.schema.const].flat());
  return nearest(
    given,
    texts.filter(each => typeof each === "string"),
  );
}
