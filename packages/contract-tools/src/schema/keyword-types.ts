const byType: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["items", "prefixItems", "contains", "unevaluatedItems", "minItems", "maxItems", "uniqueItems"],
  object: [
    ...["properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames"],
    ...["required", "dependentRequired", "dependentSchemas", "dependencies", "minProperties", "maxProperties"],
  ],
};

/** The type whose values a keyword restricts, in 2020-12 and draft-07; a number's also restrict integers. */
export const typeOfKeyword: ReadonlyMap<string, string> = new Map(
  Object.entries(byType).flatMap(([type, all]) => all.map(each => [each, type] as const)),
);
