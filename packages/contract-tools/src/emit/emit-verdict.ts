import type { ContractDefinitions, Definition } from "../schema/contract-definitions.ts";
import { contractFormats, isRuntimeFormat } from "../schema/contract-formats.ts";
import { PATTERN_BINDS } from "../schema/pattern-binds.ts";
import { scalarKeywords } from "../schema/plain-node.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { patternsOf } from "./emit-definitions.ts";

/** The JavaScript of the functions that decide whether a value is what a contract says, and the name of the one to begin with. */
export interface Verdict {
  readonly code: string;
  readonly name: string;
}

/**
 * One function for each definition, of a value and of whether unknown fields are refused, over the names that
 * `@tributary/contract/validator-runtime` exports, `definitions` and `patterns`. Those of definitions that are not plain the
 * runtime makes. They decide as ajv does (a test holds them to it).
 */
export function emitVerdict(contract: ContractDefinitions): Verdict {
  const { root, definitions } = contract;
  const constants = new Map<string, string>();
  const constant = (code: string, kind: string) => {
    const alike = () => [...constants.values()].filter(each => each.startsWith(kind)).length;
    const name = constants.get(code) ?? `${kind}${alike() + 1}`;
    constants.set(code, name);
    return name;
  };
  const refuses = (schema: unknown) => isObject(schema) && refusesUndefined(schema, definitions);
  const functions = [...definitions].map(([name, definition]) => {
    if (!definition.isPlain) return `const is${name} = testOf(${JSON.stringify(name)});\n`;
    return functionOf(name, definition, constant, refuses);
  });
  const isGeneral = [...definitions.values()].some(({ isPlain }) => !isPlain);
  const given = Object.keys(patternsOf(contract)).length > 0 ? "definitions, patterns" : "definitions";
  const maker = isGeneral ? `const testOf = tests(${given});\n` : "";
  const head = maker + [...constants].map(([code, name]) => `const ${name} = ${code};\n`).join("");
  return { code: `${head}${head === "" ? "" : "\n"}${functions.join("\n")}`, name: `is${root}` };
}

type Constant = (code: string, kind: string) => string;

/** Whether what is not there is refused by the test of a schema, without being asked for. */
function refusesUndefined(schema: JsonSchema, definitions: ContractDefinitions["definitions"]): boolean {
  if (typeof schema.$ref !== "string") return "type" in schema || "const" in schema || "enum" in schema;
  const target = definitions.get(schema.$ref);
  return target?.isPlain === true && refusesUndefined(target.schema, definitions);
}

type Refuses = (schema: unknown) => boolean;

function functionOf(name: string, { schema, variants }: Definition, constant: Constant, refuses: Refuses): string {
  if (variants !== undefined) {
    const cases = Object.entries(variants.names).map(
      ([value, variant]) => `    case ${JSON.stringify(value)}:\n      return is${variant}(value, closed);\n`,
    );
    return `function is${name}(value, closed) {
  if (!isObject(value)) return false;
  switch (${access(variants.tag)}) {
${cases.join("")}    default:
      return false;
  }
}
`;
  }
  if (schema.type !== "object" || !isObject(schema.properties)) return testFunction(`is${name}`, schema, constant);
  const properties = Object.entries(schema.properties) as [string, JsonSchema][];
  const required = new Set(schema.required as readonly string[] | undefined);
  const locals = new Map(properties.map(([key], index) => [key, localName(key, index)]));
  const arrays: string[] = [];
  const tests = properties.map(([key, property]) => {
    const local = locals.get(key)!;
    const items =
      property.type === "array" && isObject(property.items) ? `are${name}_${index(key, locals)}` : undefined;
    if (items !== undefined) arrays.push(everyFunction(items, property.items as JsonSchema, constant));
    const test = testOf(property, local, constant, items);
    if (!required.has(key)) return `(${local} === undefined || ${test})`;
    return refuses(property) ? test : `${local} !== undefined && ${test}`;
  });
  const names = properties.map(([key]) => key);
  const others = [...required].filter(key => !locals.has(key)).map(key => `${access(key)} !== undefined`);
  const all = [
    ...tests,
    ...others,
    ...sizes(schema, "value"),
    ...extra(name, schema, names, required, locals, constant),
  ];
  const reads = properties.map(([key]) =>
    locals.get(key) === key ? key : `${JSON.stringify(key)}: ${locals.get(key)}`,
  );
  const body = all.length === 0 ? "true" : `(\n    ${all.join(" &&\n    ")}\n  )`;
  return `${arrays.join("\n")}${arrays.length > 0 ? "\n" : ""}function is${name}(value, closed) {
  if (!isObject(value)) return false;
  const { ${reads.join(", ")} } = value;
  return ${body};
}
`;
}

const index = (key: string, locals: ReadonlyMap<string, string>) => [...locals.keys()].indexOf(key) + 1;

/** What is asked of the fields that the contract does not name. */
function extra(
  name: string,
  { additionalProperties: rest }: JsonSchema,
  names: readonly string[],
  required: ReadonlySet<string>,
  locals: ReadonlyMap<string, string>,
  constant: Constant,
): string[] {
  if (rest === undefined || rest === true) return [];
  const known = constant(`new Set(${JSON.stringify(names)})`, "known");
  if (isObject(rest)) return [`everyOther(value, ${known}, ${name}Other => ${testOf(rest, `${name}Other`, constant)})`];
  const always = names.filter(key => required.has(key)).length;
  const optional = names.filter(key => !required.has(key)).map(key => ` + (${locals.get(key)} === undefined ? 0 : 1)`);
  return [`(!closed || hasOnly(value, ${always}${optional.join("")}, ${known}))`];
}

function testFunction(name: string, schema: JsonSchema, constant: Constant): string {
  const items = schema.type === "array" && isObject(schema.items) ? name.replace(/^is/, "are") : undefined;
  const before = items === undefined ? "" : `${everyFunction(items, schema.items as JsonSchema, constant)}\n`;
  return `${before}function ${name}(value, closed) {\n  return ${testOf(schema, "value", constant, items)};\n}\n`;
}

function everyFunction(name: string, schema: JsonSchema, constant: Constant): string {
  const inner = schema.type === "array" && isObject(schema.items) ? `${name}_items` : undefined;
  const before = inner === undefined ? "" : `${everyFunction(inner, schema.items as JsonSchema, constant)}\n`;
  return `${before}function ${name}(items, closed) {
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (!${wrapped(testOf(schema, "item", constant, inner))}) return false;
  }
  return true;
}
`;
}

/** An expression: whether the value in a variable obeys a schema. `items` is the function that tests the items of an array. */
function testOf(schema: JsonSchema, of: string, constant: Constant, items?: string): string {
  if (typeof schema.$ref === "string") return `is${schema.$ref}(${of}, closed)`;
  if (Array.isArray(schema.type))
    return either(schema.type.map(type => testOf(only(schema, String(type)), of, constant)));
  const tests: string[] = [];
  const values = "const" in schema ? [schema.const] : (schema.enum as readonly unknown[] | undefined);
  if (values !== undefined) tests.push(either(values.map(value => `${of} === ${JSON.stringify(value)}`)));
  if ("const" in schema && Array.isArray(schema.enum)) {
    tests.push(either(schema.enum.map(value => `${of} === ${JSON.stringify(value)}`)));
  }
  // One of some texts is a text.
  if (!values?.every(value => typeof value === schema.type)) tests.unshift(...typeTests(schema, of));
  tests.push(...sizes(schema, of), ...rangeTests(schema, of));
  if (typeof schema.pattern === "string") {
    const test = `${constant(`new RegExp(${JSON.stringify(schema.pattern)}, "u")`, "pattern")}.test(${of})`;
    tests.push(PATTERN_BINDS in schema ? `(!closed || ${test})` : test);
  }
  if (typeof schema.format === "string" && Object.hasOwn(contractFormats, schema.format))
    tests.push(formatTest(schema.format, of, constant));
  if (items !== undefined) tests.push(`${items}(${of}, closed)`);
  if (isObject(schema.additionalProperties)) {
    const test = testOf(schema.additionalProperties, "other", constant);
    tests.push(`everyOther(${of}, ${constant("new Set()", "known")}, other => ${test})`);
  } else if (schema.type === "object" && schema.additionalProperties === false) {
    tests.push(`(!closed || hasOnly(${of}, 0, ${constant("new Set()", "known")}))`);
  }
  if (schema.type === "object" && Array.isArray(schema.required) && !isObject(schema.properties)) {
    tests.push(...schema.required.map(key => `${of}[${JSON.stringify(key)}] !== undefined`));
  }
  if (tests.length === 0) return "true";
  return tests.length === 1 ? tests[0]! : `(${tests.join(" && ")})`;
}

/** Of a schema for several types what it says of one. */
function only(schema: JsonSchema, type: string): JsonSchema {
  const keywords = ["const", "enum", ...(scalarKeywords[type] ?? [])];
  return { type, ...Object.fromEntries(Object.entries(schema).filter(([key]) => keywords.includes(key))) };
}

function typeTests({ type }: JsonSchema, of: string): string[] {
  switch (type) {
    case "string":
    case "boolean":
      return [`typeof ${of} === "${type}"`];
    case "number":
      return [`Number.isFinite(${of})`];
    case "integer":
      return [`Number.isInteger(${of})`];
    case "null":
      return [`${of} === null`];
    case "array":
      return [`Array.isArray(${of})`];
    case "object":
      return [`isObject(${of})`];
    default:
      return [];
  }
}

const sizeTests: Readonly<Record<string, (of: string, limit: number) => string | undefined>> = {
  // A text has at most as many code points as code units, and at least half as many.
  minLength: (of, n) =>
    n === 0 ? undefined : n === 1 ? `${of}.length > 0` : `(${of}.length >= ${2 * n} || codePoints(${of}) >= ${n})`,
  maxLength: (of, n) => `(${of}.length <= ${n} || codePoints(${of}) <= ${n})`,
  minItems: (of, n) => `${of}.length >= ${n}`,
  maxItems: (of, n) => `${of}.length <= ${n}`,
  minProperties: (of, n) => `Object.keys(${of}).length >= ${n}`,
  maxProperties: (of, n) => `Object.keys(${of}).length <= ${n}`,
};

function sizes(schema: JsonSchema, of: string): string[] {
  return Object.entries(sizeTests).flatMap(([keyword, test]) =>
    typeof schema[keyword] === "number" ? (test(of, schema[keyword]) ?? []) : [],
  );
}

const ranges = { minimum: ">=", maximum: "<=", exclusiveMinimum: ">", exclusiveMaximum: "<" };

const rangeTests = (schema: JsonSchema, of: string) => [
  ...Object.entries(ranges).flatMap(([keyword, operator]) =>
    typeof schema[keyword] === "number" ? [`${of} ${operator} ${schema[keyword]}`] : [],
  ),
  ...(typeof schema.multipleOf === "number" ? [`isMultiple(${of}, ${schema.multipleOf})`] : []),
];

function formatTest(format: string, of: string, constant: Constant): string {
  if (isRuntimeFormat(format)) return `${constant(`formats[${JSON.stringify(format)}]`, "format")}(${of})`;
  return `${constant(`patterns[${JSON.stringify(format)}]`, "format")}.test(${of})`;
}

const either = (tests: readonly string[]) => (tests.length === 1 ? tests[0]! : `(${tests.join(" || ")})`);
const wrapped = (test: string) => (/^\w+\(.*\)$/.test(test) || /^\(.*\)$/.test(test) ? test : `(${test})`);

const access = (key: string) => (isIdentifier(key) ? `value.${key}` : `value[${JSON.stringify(key)}]`);
const isIdentifier = (key: string) => /^[A-Za-z_$][\w$]*$/.test(key);

const taken = new Set(
  `value closed items item at other isObject hasOnly everyOther codePoints formats patterns isMultiple tests testOf redactor validators
  classification definitions arguments await break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield Array Object Number`.split(
    /\s+/,
  ),
);

/** The name of the variable that holds a field: the field's own where it can be. */
function localName(key: string, position: number): string {
  const isFree =
    isIdentifier(key) &&
    !taken.has(key) &&
    !/^(?:is|are)[A-Z]|^(?:known|pattern|format)\d|^field\d+\$$|Other$/.test(key);
  return isFree ? key : `field${position + 1}$`;
}
