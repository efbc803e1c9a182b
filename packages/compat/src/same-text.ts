import { isObject } from "@tributary/contract-tools/json-pointer";
import { mapSubschemas } from "@tributary/contract-tools/schema-positions";
import type { SchemaVersion } from "./schema-version.ts";

type Schema = Readonly<Record<string, unknown>>;

/**
 * Whether two versions say the same but for the order of keywords and what is only told to people. Then one is the other,
 * whatever its keywords are and however large it is.
 */
export const haveSameText = (one: SchemaVersion, other: SchemaVersion): boolean => textOf(one) === textOf(other);

function textOf({ schema, others = new Map() }: SchemaVersion): string {
  const documents = [["", schema] as const, ...[...others].sort(([a], [b]) => (a < b ? -1 : 1))];
  // A reference may spell any letter as a percent code.
  const refersThere = /\/(?:examples|default)\b|%/.test(
    JSON.stringify(documents.map(([, document]) => refsOf(document))),
  );
  const said = (here: Schema): Schema => {
    const kept = Object.entries(here).filter(
      ([key, value]) => !(isTold(key, value) || (!refersThere && (key === "examples" || key === "default"))),
    );
    return mapSubschemas(Object.fromEntries(kept), said);
  };
  return JSON.stringify(
    documents.map(([id, document]) => [id, isObject(document) ? said(document) : document]),
    inOrder,
  );
}

/** A text that says nothing of values, and nothing that a reference could lead to. */
const isTold = (key: string, value: unknown) =>
  typeof value === "string" && (key === "title" || key === "description" || key === "$comment" || key.startsWith("x-"));

const isReference = (key: string, value: unknown) =>
  typeof value === "string" && (key === "$ref" || key === "$dynamicRef" || key === "$recursiveRef");

function refsOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (isReference(key, each) ? [each] : refsOf(each)));
}

/** Numbers that JSON has no text for, and objects whatever the order of their keys. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
