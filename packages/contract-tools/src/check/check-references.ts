import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer, valueAt } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { finding } from "./finding.ts";

/** References within the document that lead back to themselves, which `@asyncapi/parser` lets pass, or out to the network. */
export function checkReferences(document: SourceFile): Diagnostic[] {
  return [...referencesIn(document.value)].flatMap(({ ref, path }) => {
    const pointer = toPointer([...path, "$ref"]);
    if (/^https?:/i.test(ref)) {
      const fix = "copy the target into schemas/";
      return [finding("reference-remote", document, pointer, "references over the network are not followed", { fix })];
    }
    if (!isCircular(document.value, ref)) return [];
    return [finding("reference-circular", document, pointer, `"${ref}" refers back to itself`)];
  });
}

function isCircular(root: unknown, start: string): boolean {
  const seen = new Set<string>();
  let ref: unknown = start;
  while (typeof ref === "string" && ref.startsWith("#")) {
    if (seen.has(ref)) return true;
    seen.add(ref);
    const target: unknown = valueAt(root, ref.slice(1));
    ref = isObject(target) ? target.$ref : undefined;
  }
  return false;
}

/** Each reference in a document, and where it is. */
export function* referencesIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ ref: string; path: readonly (string | number)[] }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* referencesIn(item, [...path, index]);
  if (!isObject(value)) return;
  if (typeof value.$ref === "string") yield { ref: value.$ref, path };
  for (const [name, item] of Object.entries(value)) yield* referencesIn(item, [...path, name]);
}
