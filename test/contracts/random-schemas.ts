/** A source of chance that gives the same for the same seed. */
export interface Chance {
  /** A whole number below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  is(probability: number): boolean;
}

/** mulberry32 */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: from => from[below(from.length)]!, is: probability => next() < probability };
}

type Schema = Record<string, unknown>;

const names = ["id", "kind", "price", "a-b", "class", "constructor", "value", "items", "é"];
const words = [
  "",
  "a",
  "ab",
  "abc",
  "ONE",
  "two",
  "🙂🙂",
  "2026-02-28",
  "2026-02-30",
  "2026-01-01T00:00:00Z",
  "x@example.com",
];
const numbers = [0, 1, -1, 3, 0.1, 0.3, 19.99, 0.29, 4.35, 1129.58, 1.1, 2.5, 1e21, -0.07, 1e-7];
const patterns = ["^[a-z]*$", "^.{1,3}$", "\\d", '"/\\\\', "^\\p{L}+$"];
const formats = ["date", "date-time", "email", "uuid", "uri", "int64", "zip-code"];

export const dialects = ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"];

/** A schema such as people write, of a dialect: mostly objects and lists, now and then every other keyword. */
export function randomSchema(by: Chance, dialect: string): Schema {
  const isNew = dialect === dialects[0];
  const defs = isNew ? "$defs" : "definitions";
  const whole: Schema = {
    $schema: dialect,
    $id: by.pick(["https://example.com/thing.v1.schema.json", "thing.v1.schema.json"]),
    ...object(3),
    [defs]: {
      word: text(),
      tree: { type: "object", properties: { next: { $ref: `#/${defs}/tree` }, value: node(1) } },
    },
  };
  (whole[defs] as Schema).named = isNew ? { $anchor: "named", ...object(1) } : { $id: "#named", ...object(1) };
  return whole;

  function node(depth: number): unknown {
    const kinds = [text, text, number, number, constants, reference, union, unknown];
    const deep = [object, object, list, choice, tagged, combination, restricted];
    return by.is(0.04) ? true : by.pick(depth > 0 ? [...kinds, ...deep] : kinds)(depth - 1);
  }

  function some(all: readonly (readonly [string, () => unknown])[], probability: number): Schema {
    return Object.fromEntries(all.filter(() => by.is(probability)).map(([name, make]) => [name, make()]));
  }

  function text(): Schema {
    const own = some(
      [
        ["minLength", () => by.below(3)],
        ["maxLength", () => 1 + by.below(4)],
        ["pattern", () => by.pick(patterns)],
        ["format", () => by.pick(formats)],
        ["example", () => by.pick(words)],
        ["x-order", () => by.below(9)],
        ["markdownDescription", () => "*Text.* */"],
      ],
      0.2,
    );
    return { type: "string", ...own };
  }

  function number(): Schema {
    const own = some(
      [
        ["multipleOf", () => by.pick([0.01, 0.1, 1, 0.25, 5e-7, 3])],
        ["minimum", () => by.pick(numbers)],
        ["maximum", () => by.pick(numbers)],
        ["exclusiveMinimum", () => by.pick(numbers)],
        ["exclusiveMaximum", () => by.pick(numbers)],
      ],
      0.25,
    );
    return { type: by.pick(["number", "integer"]), ...own };
  }

  function constants(): Schema {
    const some_ = [
      ...new Set(Array.from({ length: 1 + by.below(3) }, () => by.pick<unknown>([...words, ...numbers, null, true]))),
    ];
    return by.is(0.5) ? { const: by.is(0.2) ? { a: [1] } : some_[0] } : { enum: some_ };
  }

  function reference(): Schema {
    const target = by.pick([
      `#/${defs}/word`,
      `#/${defs}/tree`,
      `#/${defs}/named`,
      "#named",
      "thing.v1.schema.json#named",
    ]);
    return by.is(0.15) ? { $ref: target, description: "Referred to." } : { $ref: target };
  }

  function union(): Schema {
    const types = ["string", "number", "null", "boolean", "array", "object"].filter(() => by.is(0.4));
    return {
      type: types.length > 0 ? types : ["string", "null"],
      ...(types.includes("string") ? { maxLength: 3 } : {}),
    };
  }

  function unknown(): Schema {
    return by.is(0.5) ? {} : { description: "Anything.", deprecated: true };
  }

  function list(depth: number): Schema {
    const own = some(
      [
        ["minItems", () => by.below(2)],
        ["maxItems", () => 1 + by.below(3)],
        ["uniqueItems", () => true],
        ["contains", () => node(depth)],
        ...(isNew
          ? ([
              ["maxContains", () => 1 + by.below(2)],
              ["unevaluatedItems", () => by.pick<unknown>([false, node(0)])],
            ] as const)
          : []),
      ],
      0.12,
    );
    const tuple = [node(depth), node(depth)];
    const items: Schema = by.is(0.2)
      ? isNew
        ? { prefixItems: tuple, items: by.pick<unknown>([false, node(depth)]) }
        : { items: tuple, additionalItems: by.pick<unknown>([false, node(depth)]) }
      : by.is(0.9)
        ? { items: node(depth) }
        : {};
    if ("maxContains" in own && !("contains" in own)) delete own.maxContains;
    // Of an empty list in another list, below an alternative, ajv says that it contains what it does not.
    if ("contains" in own) own.minItems = 1;
    return { type: "array", ...items, ...own };
  }

  function object(depth: number): Schema {
    const own = names.filter(() => by.is(0.25));
    const fields = Object.fromEntries(own.map(name => [name, node(depth)]));
    const more = some(
      [
        ["minProperties", () => by.below(2)],
        ["maxProperties", () => 1 + by.below(4)],
        ["patternProperties", () => ({ [by.pick(["^i", "e$", "^é"])]: node(depth) })],
        ["propertyNames", () => ({ maxLength: 5 + by.below(8) })],
        [isNew ? "dependentRequired" : "dependencies", () => ({ id: [by.pick(names)] })],
        [isNew ? "dependentSchemas" : "dependencies", () => ({ kind: { required: [by.pick(names)] } })],
        ...(isNew ? ([["unevaluatedProperties", () => by.pick<unknown>([false, false, node(0)])]] as const) : []),
      ],
      0.08,
    );
    const rest = by.pick<Schema>([
      {},
      { additionalProperties: false },
      { additionalProperties: false },
      { additionalProperties: node(0) },
    ]);
    const made: Schema = {
      type: "object",
      properties: fields,
      required: own.filter(() => by.is(0.3)),
      ...rest,
      ...more,
    };
    if (by.is(0.1)) made.title = by.pick(["Thing", "Other thing", "Object", "thing-1"]);
    if (by.is(0.12)) Object.assign(made, restriction(own, depth));
    return JSON.parse(JSON.stringify(made)) as Schema;
  }

  /** What only restricts an object that is described beside it. */
  function restriction(own: readonly string[], depth: number): Schema {
    const required = () => ({ required: [by.pick(own.length > 0 ? own : names)] });
    const field = () => ({ properties: { [by.pick(own.length > 0 ? own : names)]: node(depth) } });
    return by.pick<() => Schema>([
      () => ({ anyOf: [required(), required()] }),
      () => ({ oneOf: [required(), required()] }),
      () => ({ not: by.is(0.5) ? required() : { required: [by.pick(names)], ...reference() } }),
      () =>
        JSON.parse(
          JSON.stringify({ if: by.is(0.5) ? required() : reference(), THEN: field(), else: required() }).replace(
            "THEN",
            "then",
          ),
        ) as Schema,
      () => ({ allOf: [field(), required()] }),
    ])();
  }

  function restricted(depth: number): Schema {
    const base = object(depth);
    return { ...base, ...restriction(Object.keys(base.properties as object), depth) };
  }

  function choice(depth: number): Schema {
    return { [by.pick(["anyOf", "oneOf"])]: [node(depth), node(depth), { type: "null" }] };
  }

  function combination(depth: number): Schema {
    return { allOf: [object(depth), { $ref: `#/${defs}/tree` }] };
  }

  function tagged(depth: number): Schema {
    const variant = (kind: Schema) => {
      const base = object(depth);
      return { ...base, properties: { ...(base.properties as object), kind }, required: ["kind"] };
    };
    const kinds = by.pick<Schema[]>([
      [{ const: "ONE" }, { enum: ["two", "abc"] }],
      [{ const: "ONE" }, { const: "two" }],
      [{ enum: ["ONE", "two"] }, { enum: ["two", "abc"] }],
    ]);
    return {
      type: "object",
      oneOf: kinds.map(variant),
      ...(by.is(0.3) ? { discriminator: { propertyName: "kind" } } : {}),
    };
  }
}

/** A value that a schema may accept: made along it where that is easy, with something else put in now and then. */
export function randomValue(by: Chance, schema: unknown, root: Schema, depth = 6): unknown {
  if (typeof schema !== "object" || schema === null || depth < 0 || by.is(0.04))
    return anything(by, Math.min(depth, 2));
  const here = schema as Schema;
  const inner = (each: unknown) => randomValue(by, each, root, depth - 1);
  if (typeof here.$ref === "string") {
    const defs = (root.$defs ?? root.definitions) as Schema;
    const name = here.$ref.replace(/^.*[#/]/, "");
    return inner(defs[name]);
  }
  if ("const" in here) return here.const;
  if (Array.isArray(here.enum)) return by.pick(here.enum);
  for (const keyword of ["anyOf", "oneOf", "allOf"]) {
    const parts = here[keyword];
    if (!Array.isArray(parts)) continue;
    const made = keyword === "allOf" ? parts.map(inner) : [inner(by.pick(parts))];
    const own = "properties" in here ? fieldsOf(by, here, inner) : {};
    if (made.every(isRecord)) return merged([own, ...made]);
    return "properties" in here ? own : made[0];
  }
  switch (by.pick([here.type].flat())) {
    case "object":
      return fieldsOf(by, here, inner);
    case "array": {
      const first = (here.prefixItems ?? (Array.isArray(here.items) ? here.items : [])) as readonly unknown[];
      const rest = Array.isArray(here.items) ? here.additionalItems : here.items;
      return [...first.map(inner), ...Array.from({ length: by.below(3) }, () => inner(rest))].slice(0, by.below(4));
    }
    case "number":
      return by.pick(numbers);
    case "integer":
      return by.pick([0, 1, 3, -1, 7, 1e21]);
    case "string":
      return by.pick(words);
    case "boolean":
      return by.is(0.5);
    case "null":
      return null;
    default:
      return anything(by, 2);
  }
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As JSON.parse makes an object: a field may be called `__proto__`. */
const merged = (parts: readonly Schema[]): Schema => Object.fromEntries(parts.flatMap(part => Object.entries(part)));

function fieldsOf(by: Chance, schema: Schema, inner: (schema: unknown) => unknown): Schema {
  const required = (schema.required ?? []) as readonly string[];
  const fields = Object.entries((schema.properties ?? {}) as Schema)
    .filter(([name]) => by.is(required.includes(name) ? 0.97 : 0.5))
    .map(([name, each]) => [name, inner(each)] as const);
  const extra = by.is(0.1) ? [[by.pick([...names, "more"]), anything(by, 1)] as const] : [];
  return Object.fromEntries([...fields, ...extra]);
}

function anything(by: Chance, depth: number): unknown {
  const leaf = () => by.pick<unknown>([...words, ...numbers, null, true, false]);
  if (depth <= 0) return leaf();
  return by.pick<() => unknown>([
    leaf,
    leaf,
    () => Array.from({ length: by.below(3) }, () => anything(by, depth - 1)),
    () => Object.fromEntries(names.filter(() => by.is(0.2)).map(name => [name, anything(by, depth - 1)])),
  ])();
}
