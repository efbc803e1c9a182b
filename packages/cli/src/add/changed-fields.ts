import type { EventModel } from "@tributary/contract-tools/contract-model";
import { isObject, valueAt } from "@tributary/contract-tools/json-pointer";

/** The fields of a change event: of its key, and of its images. */
export interface ChangedFields {
  readonly key: readonly string[];
  readonly image: readonly string[];
  readonly hasAfter: boolean;
}

/** What the data of a change event are made of; undefined where an event's data have no key. */
export function changedFields({
  schema: { schema },
}: {
  readonly schema: Pick<EventModel["schema"], "schema">;
}): ChangedFields | undefined {
  const behind = (value: unknown): Readonly<Record<string, unknown>> => {
    let at = value;
    for (let hops = 0; hops < 10 && isObject(at) && typeof at.$ref === "string"; hops++)
      at = at.$ref.startsWith("#") ? valueAt(schema, at.$ref.slice(1)) : undefined;
    return isObject(at) ? at : {};
  };
  const member = (value: unknown, name: string) => {
    const { properties } = behind(value);
    return isObject(properties) ? properties[name] : undefined;
  };
  const namesOf = (value: unknown) => {
    const { properties } = behind(value);
    return isObject(properties) ? Object.keys(properties) : [];
  };
  const data = behind(member(schema, "data"));
  const variants = Array.isArray(data.oneOf) ? data.oneOf : [data];
  const first = (name: string) => variants.map(each => member(each, name)).find(each => each !== undefined);
  const key = first("key");
  if (key === undefined) return undefined;
  const after = first("after");
  return { key: namesOf(key), image: namesOf(after ?? first("before")), hasAfter: after !== undefined };
}
