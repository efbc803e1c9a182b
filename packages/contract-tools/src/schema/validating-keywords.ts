import { PATTERN_BINDS } from "./pattern-binds.ts";

/** The keywords that restrict values in 2020-12, and what draft-07 has instead. */
export const validatingKeywords: ReadonlySet<string> = new Set([
  "$ref",
  ...["type", "const", "enum"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "pattern", PATTERN_BINDS, "format"],
  ...["items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "unevaluatedItems"],
  ...["minItems", "maxItems", "uniqueItems"],
  ...["properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames"],
  ...["required", "dependentRequired", "dependentSchemas", "dependencies", "minProperties", "maxProperties"],
  ...["allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
]);
