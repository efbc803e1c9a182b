import type { SchemaNode, Schemas } from "./schema-node.ts";

/** What a `$ref` says: the absolute address of a document, and the place in it; that is undefined where a percent sign is stray. */
export interface Reference {
  readonly address: string;
  /** A JSON Pointer, the name of an anchor, or empty for the whole. */
  readonly fragment: string | undefined;
}

/** A `$ref` that stands in the document with the address `base`, which is what an empty address means. */
export function readReference(ref: string, base: string): Reference {
  const [address = "", fragment = ""] = ref.split("#");
  const absolute = address === "" ? base : URL.canParse(address, base) ? new URL(address, base).href : address;
  return { address: absolute, fragment: decoded(fragment) };
}

/** Where a `$ref` leads; undefined when nothing is there, or it is an anchor. */
export function resolveRef(schemas: Schemas, base: string, ref: string): SchemaNode | undefined {
  const { address, fragment: pointer } = readReference(ref, base);
  if (!schemas.has(address) || pointer === undefined || (pointer !== "" && !pointer.startsWith("/"))) return undefined;
  let schema = schemas.get(address);
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof schema !== "object" || schema === null || !Object.hasOwn(schema, key)) return undefined;
    schema = (schema as Record<string, unknown>)[key];
  }
  return { schema, base: address, pointer };
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
