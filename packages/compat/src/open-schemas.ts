import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { PATTERN_BINDS } from "@tributary/contract-tools/pattern-binds";
import { mapSubschemas, schemasIn } from "@tributary/contract-tools/schema-positions";
import type { SchemaSet } from "@tributary/contract-tools/schema-reference";
import { tagOf } from "@tributary/contract-tools/tag-of";
import { readReference } from "@tributary/event-pattern/reference";
import { dialectOf } from "./schema-check.ts";
import type { SchemaVersion } from "./schema-version.ts";
import { Undecided } from "./undecided.ts";

/** Where the documents stand once more as producers are held to them. */
const CLOSED = "urn:tributary:closed:";

/** The keywords whose schemas, opened, would have more refused, not less: they are judged as a producer's by both sides. */
const excluding = new Set(["not", "if"]);

/**
 * A version as a tolerant consumer reads it, as its generated validator does: unknown properties are ignored, a `oneOf` whose
 * variants only closedness told apart is an `anyOf`, and a pattern that binds producers is not asked for. What `not`, `if`
 * and `maxContains` exclude stays closed, behind references too. Raises `Undecided` where such a reference is in a document
 * with ids inside.
 */
export function openSchemas({ name, schema, others = new Map() }: SchemaVersion): SchemaVersion {
  if (!isObject(schema)) return { name, schema };
  const id = typeof schema.$id === "string" ? schema.$id : "";
  const documents = new Map([...others].flatMap(([key, other]) => (isObject(other) ? [[key, other] as const] : [])));
  documents.set(id, schema);
  let refersToClosed = false;

  const closed = (here: JsonSchema, base: string): JsonSchema => {
    const { [PATTERN_BINDS]: _binds, ...inner } = mapSubschemas(here, each => closed(each, base));
    if (typeof here.$ref !== "string") return inner;
    refersToClosed = true;
    return { ...inner, $ref: closedReference(here.$ref, base, documents) };
  };
  const countsMatches = !dialectOf(schema).includes("draft-07");
  const open = (here: JsonSchema, base: string): JsonSchema =>
    opened(here, base, { documents, countsMatches, open, closed });

  const root = open(schema, id);
  const all = new Map([...documents].flatMap(([key, each]) => (key === id ? [] : [[key, open(each, key)] as const])));
  if (refersToClosed)
    for (const [key, each] of documents) all.set(closedId(key), { ...closed(each, key), $id: closedId(key) });
  return { name, schema: root, others: all };
}

type Derivation = (schema: JsonSchema, base: string) => JsonSchema;

interface Derivations {
  readonly documents: SchemaSet;
  /** Whether the dialect has `maxContains`. */
  readonly countsMatches: boolean;
  readonly open: Derivation;
  readonly closed: Derivation;
}

function opened(schema: JsonSchema, base: string, { documents, countsMatches, open, closed }: Derivations): JsonSchema {
  const derived: Record<string, unknown> = mapSubschemas(schema, (inner, keyword) =>
    excluding.has(keyword) ? closed(inner, base) : open(inner, base),
  );
  if (PATTERN_BINDS in derived) delete derived.pattern;
  delete derived[PATTERN_BINDS];
  if (derived.additionalProperties === false) delete derived.additionalProperties;
  if (derived.unevaluatedProperties === false) delete derived.unevaluatedProperties;
  const { contains, maxContains, oneOf } = schema;
  const also: JsonSchema[] = [];
  if (countsMatches && isObject(contains) && maxContains !== undefined) {
    also.push({ contains: closed(contains, base), minContains: 0, maxContains });
    delete derived.maxContains;
  }
  if (oneOf !== undefined && tagOf(schema, base, documents) === undefined) {
    also.push({ anyOf: derived.oneOf });
    delete derived.oneOf;
  }
  if (also.length > 0) derived.allOf = [...(Array.isArray(derived.allOf) ? derived.allOf : []), ...also];
  return derived;
}

const closedId = (id: string) => `${CLOSED}${encodeURIComponent(id)}`;

/** The reference to the same place in the closed copy of its document. */
function closedReference(ref: string, base: string, documents: SchemaSet): string {
  const id = readReference(ref, base).address;
  const [, fragment] = ref.split("#");
  const document = documents.get(id);
  const hasIds = [...documents.values()].some(each =>
    schemasIn(each).some(
      ({ path, schema }) => path.length > 0 && typeof schema.$id === "string" && !schema.$id.startsWith("#"),
    ),
  );
  if (document === undefined || hasIds) throw new Undecided("$ref", "");
  return fragment === undefined ? closedId(id) : `${closedId(id)}#${fragment}`;
}
