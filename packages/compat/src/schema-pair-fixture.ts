/** A source of small whole numbers, the same for the same seed. */
export type Random = (below: number) => number;

/** A linear congruential generator: only variety counts here. */
export function seededRandom(seed: number): Random {
  let state = (seed ^ 0x5deece6) >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Schema = Record<string, unknown>;
type AnySchema = Schema | boolean;

const names = ["a", "b", "c"];
const texts = ["", "a", "b", "ab", "aa", "2026-01-31", "10.0.0.1"];
const patterns = ["^a", "b$", "^[ab]*$", "^.{2}$", "^(?!a)", "c"];
const formats = ["date", "ipv4", "date-time", "uuid"];
const types = ["string", "number", "integer", "boolean", "null", "array", "object"];

/** Two schemas of one dialect: the second an edit of the first, or another. */
export function schemaPair(random: Random): readonly [AnySchema, AnySchema] {
  const draft7 = random(4) === 0;
  const make = schemaMaker(random, draft7);
  const old = make.document();
  const edits = 1 + random(3);
  let next: AnySchema = old;
  for (let edit = 0; edit < edits; edit++) next = make.edited(next, 4);
  return [old, random(8) === 0 ? make.document() : next];
}

function schemaMaker(random: Random, draft7: boolean) {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const some = <T>(list: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: 1 + random(most) }, () => pick(list))),
  ];
  const number = () => pick([-1, 0, 1, 2, 3, 4, 1.5, 19.99]);
  const size = () => random(4);
  const value = (): unknown =>
    pick<() => unknown>([
      number,
      () => pick(texts),
      () => pick(texts),
      () => null,
      () => random(2) === 0,
      () => [number()],
      () => ({ a: pick(texts) }),
    ])();
  const map = (depth: number) => Object.fromEntries(some(names, 3).map(name => [name, schema(depth)]));
  const list = (depth: number) => Array.from({ length: 1 + random(3) }, () => schema(depth));

  const families: readonly ((depth: number) => Schema)[] = [
    () => ({ type: pick(types) }),
    () => ({ type: some(types, 3) }),
    () => ({ enum: Array.from(new Map([value(), value(), value()].map(one => [JSON.stringify(one), one])).values()) }),
    () => ({ const: value() }),
    () => ({ type: pick(["number", "integer"]), [pick(["minimum", "exclusiveMinimum"])]: number() }),
    () => ({ type: pick(["number", "integer"]), [pick(["maximum", "exclusiveMaximum"])]: number() }),
    () => ({ type: "number", multipleOf: pick([1, 2, 3, 0.5, 0.1, 0.01]) }),
    () => ({ type: "string", [pick(["minLength", "maxLength"])]: size() }),
    () => ({ type: "string", pattern: pick(patterns) }),
    () => ({ type: "string", format: pick(formats) }),
    depth => ({ type: "object", properties: map(depth), required: some(names, 2) }),
    depth => ({
      type: "object",
      properties: map(depth),
      additionalProperties: random(2) === 0 ? false : schema(depth),
    }),
    depth => ({ properties: map(depth), patternProperties: { [pick(patterns)]: schema(depth) } }),
    depth => ({ type: "object", [pick(["minProperties", "maxProperties"])]: size(), properties: map(depth) }),
    depth => ({ type: "object", propertyNames: schema(depth) }),
    () =>
      draft7
        ? { dependencies: { [pick(names)]: some(names, 2) } }
        : { dependentRequired: { [pick(names)]: some(names, 2) } },
    depth => ({ [draft7 ? "dependencies" : "dependentSchemas"]: { [pick(names)]: schema(depth) } }),
    depth => ({ type: "array", items: schema(depth), ...(random(3) === 0 ? { uniqueItems: true } : {}) }),
    depth => ({ type: "array", [pick(["minItems", "maxItems"])]: size(), items: schema(depth) }),
    depth =>
      draft7
        ? { items: list(depth), additionalItems: schema(depth) }
        : { prefixItems: list(depth), items: schema(depth) },
    depth => ({ contains: schema(depth), ...(draft7 ? {} : { minContains: random(3), maxContains: 1 + random(2) }) }),
    () => ({ type: "array", uniqueItems: true }),
    depth => ({ allOf: list(depth) }),
    depth => ({ anyOf: list(depth) }),
    depth => ({ oneOf: list(depth) }),
    depth => ({ not: schema(depth) }),
    depth => Object.fromEntries(["if", "then", "else"].map(keyword => [keyword, schema(depth)])),
    () => ({ $ref: "#/$defs/r" }),
    depth =>
      draft7
        ? {}
        : {
            ...keywords(depth),
            properties: map(depth),
            unevaluatedProperties: random(2) === 0 ? false : schema(depth),
          },
    depth =>
      draft7
        ? {}
        : {
            ...pick([() => ({}), () => ({ anyOf: [{ prefixItems: list(depth) }, schema(depth)] })])(),
            unevaluatedItems: random(2) === 0 ? false : schema(depth),
          },
  ];
  const keywords = (depth: number): Schema => (depth <= 0 ? pick(families.slice(0, 10))(0) : pick(families)(depth - 1));
  function schema(depth: number): AnySchema {
    if (random(12) === 0) return random(3) > 0;
    return random(3) === 0 ? { ...keywords(depth), ...keywords(depth) } : keywords(depth);
  }
  const document = (): Schema => {
    const body = schema(3);
    const inner = typeof body === "boolean" ? { allOf: [body] } : body;
    const recursive = {
      type: "object",
      properties: { a: { $ref: "#/$defs/r" }, b: schema(1) },
      required: some(["b", "c"], 1),
    };
    return {
      ...(draft7 ? { $schema: "http://json-schema.org/draft-07/schema#" } : {}),
      ...inner,
      ...(JSON.stringify(inner).includes("$ref") ? { $defs: { r: random(2) === 0 ? recursive : schema(0) } } : {}),
    };
  };

  /** One change somewhere: a keyword dropped, added or replaced, a number moved. */
  function edited(given: AnySchema, depth: number): AnySchema {
    if (typeof given === "boolean") return random(2) === 0 ? !given : withoutReferences(schema(1));
    const keys = Object.keys(given).filter(key => !key.startsWith("$"));
    const key = keys.length === 0 ? undefined : pick(keys);
    if (key === undefined || random(8) === 0) return { ...given, ...(withoutReferences(keywords(1)) as Schema) };
    if (random(6) === 0) return Object.fromEntries(Object.entries(given).filter(([other]) => other !== key));
    return { ...given, [key]: editedValue(key, given[key], depth) };
  }
  function editedValue(key: string, old: unknown, depth: number): unknown {
    if (typeof old === "number")
      return key === "multipleOf" ? pick([1, 2, 3, 6, 0.5, 0.01]) : old < 1 ? old + 1 : old + pick([-1, 1]);
    if (key === "const") return value();
    if (key === "pattern") return pick(patterns);
    if (key === "format") return pick(formats);
    if (key === "type") return Array.isArray(old) ? some(types, 3) : pick([old, "integer", "number", some(types, 2)]);
    if (key === "enum") return Array.isArray(old) && random(2) === 0 && old.length > 1 ? old.slice(1) : [value()];
    if (key === "required") return some(names, 2);
    if (depth <= 0 || typeof old !== "object" || old === null)
      return typeof old === "boolean" && key !== "uniqueItems" ? !old : old;
    if (Array.isArray(old)) {
      if (typeof old[0] === "string") return some(names, 2);
      const at = random(old.length);
      return old.map((each, index) => (index === at ? edited(each as AnySchema, depth - 1) : each));
    }
    if (["properties", "patternProperties", "dependentSchemas"].includes(key)) {
      const entry = pick(Object.keys(old));
      return { ...old, [entry]: edited((old as Record<string, AnySchema>)[entry]!, depth - 1) };
    }
    if (key === "dependencies" || key === "dependentRequired") return old;
    return edited(old as Schema, depth - 1);
  }
  /** An edit must not refer to a definition that its document may lack. */
  const withoutReferences = (made: AnySchema): AnySchema =>
    JSON.stringify(made).includes("$ref") ? { type: pick(types) } : made;

  return { document, edited };
}

/** Payloads over the vocabulary that the schemas are made of: every scalar, small arrays and small objects of them. */
export function payloads(random: Random, count: number): unknown[] {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const scalars = [...texts, "c", "bb", "abc", -1, 0, 1, 2, 3, 4, 5, 6, 1.5, 0.5, 2.5, 19.99, 0.3, null, true, false];
  const value = (depth: number): unknown => {
    const kind = depth <= 0 ? 0 : random(5);
    if (kind < 2) return pick(scalars);
    if (kind < 3) return Array.from({ length: random(4) }, () => value(depth - 1));
    return Object.fromEntries(
      Array.from({ length: random(4) }, () => [pick([...names, "ab", "bc", "d"]), value(depth - 1)]),
    );
  };
  return [...scalars, [], {}, ...Array.from({ length: count }, () => value(3))];
}
