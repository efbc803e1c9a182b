// Why a value is not what a contract says: asked only of values that the generated functions have refused.

const escaped = name => String(name).replaceAll("~", "~0").replaceAll("/", "~1");
const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);

const types = {
  string: value => typeof value === "string",
  boolean: value => typeof value === "boolean",
  number: value => Number.isFinite(value),
  integer: value => Number.isInteger(value),
  null: value => value === null,
  array: value => Array.isArray(value),
  object: isObject,
};

const fewer = "must NOT have fewer than";
const more = "must NOT have more than";

/** By keyword: whether a value of the right type keeps to it, and what is said otherwise. The schema may be named, the value never. */
const limits = codePoints => ({
  minLength: [(value, limit) => codePoints(value) >= limit, limit => `${fewer} ${limit} characters`],
  maxLength: [(value, limit) => codePoints(value) <= limit, limit => `${more} ${limit} characters`],
  minItems: [(value, limit) => value.length >= limit, limit => `${fewer} ${limit} items`],
  maxItems: [(value, limit) => value.length <= limit, limit => `${more} ${limit} items`],
  minProperties: [(value, limit) => Object.keys(value).length >= limit, limit => `${fewer} ${limit} properties`],
  maxProperties: [(value, limit) => Object.keys(value).length <= limit, limit => `${more} ${limit} properties`],
  minimum: [(value, limit) => value >= limit, limit => `must be >= ${limit}`],
  maximum: [(value, limit) => value <= limit, limit => `must be <= ${limit}`],
  exclusiveMinimum: [(value, limit) => value > limit, limit => `must be > ${limit}`],
  exclusiveMaximum: [(value, limit) => value < limit, limit => `must be < ${limit}`],
  pattern: [(value, pattern) => new RegExp(pattern, "u").test(value), pattern => `must match pattern "${pattern}"`],
});

/**
 * A function that lists what is wrong with a value, at most `most` of it. Definitions are schemas by name, of the plain
 * part of JSON Schema only; `formats` has a regular expression or a function for each that they use.
 */
export function explainer(definitions, root, formats, codePoints, most) {
  const keywords = Object.entries(limits(codePoints));

  return (value, closed) => {
    const violations = [];
    const report = (pointer, keyword, message) => {
      if (violations.length < most) violations.push({ pointer, keyword, message });
    };

    const visit = (schema, here, pointer) => {
      if (violations.length >= most) return;
      if (schema.$ref !== undefined) return visit(definitions[schema.$ref], here, pointer);
      const isTyped = schema.type === undefined || types[schema.type](here);
      if (!isTyped) report(pointer, "type", `must be ${schema.type}`);
      if ("const" in schema && here !== schema.const)
        report(pointer, "const", `must be ${JSON.stringify(schema.const)}`);
      if (schema.enum !== undefined && !schema.enum.includes(here)) {
        report(pointer, "enum", `must be one of ${JSON.stringify(schema.enum)}`);
      }
      // A number that is not whole is still a number, with limits.
      if (!isTyped && !(schema.type === "integer" && types.number(here))) return;
      for (const [keyword, [keeps, message]] of keywords) {
        const limit = schema[keyword];
        if (keyword === "pattern" && !closed && "x-pattern-binds" in schema) continue;
        if (limit !== undefined && !keeps(here, limit)) report(pointer, keyword, message(limit));
      }
      if (schema.format !== undefined) {
        const format = formats[schema.format];
        const keeps = typeof format === "function" ? format(here) : format.test(here);
        if (!keeps) report(pointer, "format", `must match format "${schema.format}"`);
      }
      if (schema.variants !== undefined) return visitVariant(schema, here, pointer);
      if (schema.type === "array" && schema.items !== undefined) {
        for (let at = 0; at < here.length; at++) visit(schema.items, here[at], `${pointer}/${at}`);
      }
      if (schema.type === "object") visitFields(schema, here, pointer);
    };

    const visitFields = ({ properties = {}, required = [], additionalProperties: rest }, object, pointer) => {
      for (const name of required) {
        if (object[name] === undefined) report(`${pointer}/${escaped(name)}`, "required", "is required");
      }
      if (rest === false ? closed : typeof rest === "object") {
        for (const name in object) {
          if (Object.hasOwn(properties, name)) continue;
          const place = `${pointer}/${escaped(name)}`;
          if (rest === false) report(place, "additionalProperties", "is not a field of the contract");
          else visit(rest, object[name], place);
        }
      }
      for (const [name, property] of Object.entries(properties)) {
        if (object[name] !== undefined) visit(property, object[name], `${pointer}/${escaped(name)}`);
      }
    };

    const visitVariant = ({ tag, variants }, object, pointer) => {
      const place = `${pointer}/${escaped(tag)}`;
      const value = object[tag];
      if (value === undefined) report(place, "required", "is required");
      else if (typeof value === "string" && Object.hasOwn(variants, value)) {
        visit(definitions[variants[value]], object, pointer);
      } else report(place, "oneOf", "names no variant of the contract");
    };

    visit({ $ref: root }, value, "");
    return violations;
  };
}
