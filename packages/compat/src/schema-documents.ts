import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";
import { SchemaEnv } from "ajv/dist/compile/index.js";
import { type CompiledSchema, dialectOf, documentAddress, resolveAddress } from "./schema-check.ts";
import type { SchemaVersion } from "./schema-version.ts";

/** A schema where it stands: the address that its references start from, and the document that ajv compiled it in. */
export interface SchemaPlace {
  readonly schema: unknown;
  readonly base: string;
  readonly environment: SchemaEnv;
  readonly pointer: string;
}

/** A schema with all that it refers to, told apart from another version of the same by `name`. */
export interface SchemaDocuments {
  readonly name: string;
  readonly root: SchemaPlace;
  /** By the dialect of the main schema ajv reads the others too. */
  readonly draft7: boolean;
  /** Whether `unevaluatedProperties` or `contains` is anywhere in it. */
  readonly tellsRepeated: boolean;
  below(place: SchemaPlace, path: readonly (string | number)[]): SchemaPlace;
  /** Where ajv found that a `$ref` leads; undefined where it looked for none. */
  resolve(from: SchemaPlace, ref: string): SchemaPlace | undefined;
  /** The same number for the same schema whose references lead to the same. */
  identify(place: SchemaPlace): number;
  /** What was read that leads nobody knows where: nothing is equal to it, not even itself on another way there. */
  readonly dynamic: { readonly keyword: string; readonly pointer: string }[];
}

/**
 * Reads references as ajv resolved them when it compiled the schema. To normalise and look up ids by rules of our own
 * would be to differ from the validators somewhere, and so to prove what is not so.
 */
export function schemaDocuments(
  name: string,
  { schema: main, others = new Map() }: SchemaVersion,
  { environment }: CompiledSchema,
): SchemaDocuments {
  const pointers = new Map<unknown, string>();
  let tellsRepeated = false;
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== "object" || value === null || pointers.has(value)) return;
    pointers.set(value, pointer);
    if (isObject(value)) tellsRepeated ||= value.unevaluatedProperties !== undefined || value.contains !== undefined;
    for (const [key, inner] of Object.entries(value)) visit(inner, pointer + toPointer([key]));
  };
  for (const document of [main, ...others.values()]) visit(document, "");

  const startOf = (entered: SchemaEnv): SchemaPlace => ({
    schema: entered.schema,
    base: entered.baseId || documentAddress(entered.root.baseId),
    environment: entered.root,
    pointer: pointers.get(entered.schema) ?? "",
  });

  let identities = 0;
  const identified = new Map<unknown, { readonly place: SchemaPlace; readonly identity: number }[]>();

  return {
    name,
    root: startOf(environment),
    draft7: dialectOf(main).includes("draft-07"),
    tellsRepeated,
    below(from, path) {
      const schema = valueAt(from.schema, toPointer(path));
      const id = isObject(schema) && typeof schema.$id === "string" ? schema.$id : "";
      const base = id === "" ? from.base : (resolveAddress(from.base, id) ?? from.base);
      return { ...from, schema, base, pointer: from.pointer + toPointer(path) };
    },
    resolve(from, ref) {
      const { environment: root, base } = from;
      if ((ref === "#" || ref === "#/") && base === root.baseId) return startOf(root);
      const address = resolveAddress(base, ref);
      const found = address === undefined ? undefined : root.refs[address];
      if (found === undefined) return undefined;
      if (found instanceof SchemaEnv) return startOf(found);
      // Resolved where it is referenced: it has no references of its own.
      return { schema: found, base: "", environment: root, pointer: pointers.get(found) ?? "" };
    },
    identify(place) {
      const alike = identified.get(place.schema) ?? [];
      identified.set(place.schema, alike);
      const known = alike.find(
        each => each.place.base === place.base && (place.base === "" || each.place.environment === place.environment),
      );
      if (known !== undefined) return known.identity;
      identities++;
      alike.push({ place, identity: identities });
      return identities;
    },
    dynamic: [],
  };
}
