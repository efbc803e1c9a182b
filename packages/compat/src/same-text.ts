import { isObject } from "@tributary/contract-tools/json-pointer";
import { mapSubschemas } from "@tributary/contract-tools/schema-positions";
import type { SchemaVersion } from "./schema-version.ts";

type Schema = Readonly<Record<string, unknown>>;

/**
 * Whether two versions say the same but for the order of keywords and what is only told to people. Then one is the other,
 * whatever its keywords are and however large it is.
 */
export const haveSameText = (one: SchemaVersion, other: SchemaVersion): boolean =>
  isSame(documentsOf(one), documentsOf(other)) || textOf(one) === textOf(other);

const documentsOf = ({ schema, others = new Map() }: SchemaVersion) => [schema, Object.fromEntries(others)];

/** Whether two values are the same JSON, however deep they nest. */
function isSame(one: unknown, other: unknown): boolean {
  const left: (readonly [unknown, unknown])[] = [[one, other]];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    const [a, b] = pair;
    if (Object.is(a, b)) continue;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const entries = Object.entries(a);
    if (entries.length !== Object.keys(b).length) return false;
    for (const [key, value] of entries) {
      if (!Object.hasOwn(b, key)) return false;
      left.push([value, (b as Record<string, unknown>)[key]]);
    }
  }
  return true;
}

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
