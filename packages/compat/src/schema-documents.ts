import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";

/** A schema where it stands: the `$id` that its references start from, and the dialect of its document. */
export interface SchemaPlace {
  readonly schema: unknown;
  readonly base: string;
  readonly pointer: string;
  readonly draft7: boolean;
}

/** A schema with all that it refers to, told apart from another version of the same by `name`. */
export interface SchemaDocuments {
  readonly name: string;
  readonly root: SchemaPlace;
  /** Whether `unevaluatedProperties` or `contains` is anywhere in it. */
  readonly tellsRepeated: boolean;
  below(place: SchemaPlace, path: readonly (string | number)[]): SchemaPlace;
  /** Where a `$ref` or an anchor leads; undefined for nowhere. */
  resolve(from: SchemaPlace, ref: string): SchemaPlace | undefined;
}

/** Documents by `$id`; `main` is the one that is compared. A `$id` or anchor inside a document is found as well. */
export function schemaDocuments(
  name: string,
  main: unknown,
  others: ReadonlyMap<string, unknown> = new Map(),
): SchemaDocuments {
  const idOf = (schema: unknown) => (isObject(schema) && typeof schema.$id === "string" ? schema.$id : "");
  const documents = new Map<string, SchemaPlace>();
  const anchors = new Map<string, SchemaPlace>();
  let tellsRepeated = false;
  const place = (schema: unknown, base: string): SchemaPlace => ({
    schema,
    base,
    pointer: "",
    draft7: isObject(schema) && typeof schema.$schema === "string" && schema.$schema.includes("draft-07"),
  });
  const index = (here: SchemaPlace) => {
    if (!documents.has(here.base)) documents.set(here.base, { ...here, pointer: "" });
    visit(here.schema, here, "");
  };
  const visit = (value: unknown, here: SchemaPlace, pointer: string): void => {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, here, `${pointer}/${i}`);
    if (!isObject(value)) return;
    tellsRepeated ||= value.unevaluatedProperties !== undefined || value.contains !== undefined;
    let inside = here;
    if (pointer !== "" && typeof value.$id === "string") {
      if (value.$id.startsWith("#")) anchors.set(`${here.base}${value.$id}`, { ...here, schema: value, pointer });
      else {
        inside = { ...here, schema: value, base: absolute(value.$id, here.base) };
        if (!documents.has(inside.base)) documents.set(inside.base, { ...inside, pointer: "" });
      }
    }
    const below = inside === here ? pointer : "";
    if (typeof value.$anchor === "string") {
      anchors.set(`${inside.base}#${value.$anchor}`, { ...inside, schema: value, pointer: below });
    }
    for (const [key, item] of Object.entries(value)) {
      if (!["const", "enum", "examples", "default"].includes(key)) visit(item, inside, below + toPointer([key]));
    }
  };
  const root = place(main, idOf(main));
  index(root);
  for (const [id, schema] of others) index(place(schema, id));

  return {
    name,
    root,
    tellsRepeated,
    below(from, path) {
      const schema = valueAt(from.schema, toPointer(path));
      const id = idOf(schema);
      const inner = id !== "" && !id.startsWith("#");
      return inner
        ? { ...from, schema, base: absolute(id, from.base), pointer: "" }
        : { ...from, schema, pointer: from.pointer + toPointer(path) };
    },
    resolve(from, ref) {
      const [address = "", encoded = ""] = ref.split("#");
      const fragment = decoded(encoded);
      const base = address === "" ? from.base : absolute(address, from.base);
      if (fragment !== "" && !fragment.startsWith("/")) return anchors.get(`${base}#${fragment}`);
      const document = documents.get(base);
      const schema = valueAt(document?.schema, fragment);
      if (document === undefined || schema === undefined) return undefined;
      return { ...document, schema, pointer: fragment };
    },
  };
}

/** A fragment with stray percent signs is taken as it stands. */
function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

const absolute = (id: string, base: string): string =>
  (URL.canParse(id, base) ? new URL(id, base).href : id).replace(/#$/, "");
