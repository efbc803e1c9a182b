import type { JsonSchema } from "./contract-model.ts";
import { mapSubschemas } from "./schema-positions.ts";
import type { SchemaSet } from "./schema-reference.ts";
import { tagOf } from "./tag-of.ts";

const annotations = new Set(["title", "description", "examples", "default", "$comment", "x-data-classification"]);
/** A pattern that came later binds producers alone: consumers are handed older events too. */
export const PATTERN_BINDS = "x-pattern-binds";

/**
 * The schema that a validator is emitted from: without annotations, and with the tag of a tagged `oneOf` named, so that
 * only the variant meant is reported. A tolerant one ignores unknown properties; a `oneOf` whose variants only closedness
 * told apart becomes an `anyOf`. Under `not` and `if` nothing is opened: there it would reject more, not less.
 */
export function deriveSchema(schema: JsonSchema, base: string, schemas: SchemaSet, tolerant: boolean): JsonSchema {
  const derived: Record<string, unknown> = {
    ...mapSubschemas(schema, (inner, keyword) =>
      deriveSchema(inner, base, schemas, tolerant && keyword !== "not" && keyword !== "if"),
    ),
  };
  for (const keyword of annotations) delete derived[keyword];
  if (tolerant && PATTERN_BINDS in derived) delete derived.pattern;
  delete derived[PATTERN_BINDS];
  if (tolerant && derived.additionalProperties === false) delete derived.additionalProperties;
  if (tolerant && derived.unevaluatedProperties === false) delete derived.unevaluatedProperties;
  const tag = tagOf(schema, base, schemas);
  if (tag !== undefined) derived.discriminator = { propertyName: tag.name };
  else if (tolerant && "oneOf" in derived) {
    derived.anyOf = derived.oneOf;
    delete derived.oneOf;
  }
  return derived;
}
