import { contractFormats } from "@tributary/contract-tools/contract-formats";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { withExactMultiples } from "@tributary/contract-tools/reference-ajv";
import { Ajv, MissingRefError, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { getFullPath, resolveUrl } from "ajv/dist/compile/resolve.js";
import { circlingReference } from "./circling-reference.ts";
import { BudgetError, type KeywordBudget, limitKeywords } from "./keyword-budget.ts";
import { SchemaError, TooDeepError, TooLargeError } from "./schema-error.ts";

/** The place and keyword of a value's failure. */
export interface Failure {
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
  /** The schema that has the keyword, itself; a boolean where that refused all. */
  readonly schema: unknown;
}

/** Judges a value by ajv: undefined when it is valid. */
export type SchemaCheck = (value: unknown) => Failure | undefined;

const options: Options = {
  strict: false,
  ownProperties: true,
  logger: false,
  // Without this option ajv ignores `contains` beside `prefixItems` with `items`.
  allErrors: true,
  // Errors then carry their schema: its path alone does not find one behind a reference.
  verbose: true,
  formats: contractFormats,
  // Each schema judges a value or two: optimised code would not pay.
  code: { optimize: false },
};

/** By which ajv resolves addresses. */
const { uriResolver } = new Ajv({ meta: false }).opts;

/** An address as ajv resolves and normalises it; undefined for one that it refuses. */
export function resolveAddress(base: string, address: string): string | undefined {
  try {
    return resolveUrl(uriResolver, base, address);
  } catch {
    return undefined;
  }
}

/** The address that references inside a document start from, where it has none of its own. */
export const documentAddress = (id: string): string => getFullPath(uriResolver, id);

interface BoundedAjv {
  readonly ajv: Ajv;
  readonly budget: KeywordBudget;
}
type MakeAjv = (also?: Options) => BoundedAjv;

const dialects: Readonly<Record<string, MakeAjv>> = {
  "https://json-schema.org/draft/2020-12/schema": also => bounded(new Ajv2020({ ...options, ...also })),
  "http://json-schema.org/draft-07/schema": also => bounded(new Ajv({ ...options, ...also })),
};
const bounded = (ajv: Ajv): BoundedAjv => ({ ajv: withExactMultiples(ajv), budget: limitKeywords(ajv) });

const shared = new Map<MakeAjv, { readonly made: BoundedAjv; uses: number }>();

/** Forgets every ajv: one that was stopped while it compiled is in no known state. */
export const forgetCompilers = (): void => shared.clear();

/** What brings the schema of a dialect itself, as the schema of AsyncAPI does, whose id ajv has given to its own. */
const bringsDialect = (document: unknown) =>
  isObject(document) && /"\$id":"https?:\/\/json-schema\.org\/draft(?:-07|\/2020-12)\//.test(JSON.stringify(document));

/** After so many schemas another ajv is made: it keeps what it has compiled, removed or not. */
const mostUses = 1_000;

/**
 * To make an ajv takes longer than to compile most schemas, so that it is used again; but not for schemas with ids or
 * anchors inside, which ajv does not forget: the next version has the same ones.
 */
function ajvFor(make: MakeAjv, documents: readonly unknown[]): BoundedAjv {
  const isRemembered = (document: unknown) =>
    isObject(document) && /"\$(id|\w*[aA]nchor)":/.test(JSON.stringify({ ...document, $id: undefined }));
  if (documents.some(isRemembered)) return make();
  const known = shared.get(make);
  const used = known === undefined || known.uses >= mostUses ? { made: make(), uses: 0 } : known;
  used.uses++;
  shared.set(make, used);
  return used.made;
}

/** Of schemas that stand alone: a comparison in both directions asks twice. */
const validators = new WeakMap<object, ValidateFunction>();

/** A schema as ajv compiled it. */
export interface CompiledSchema {
  readonly check: SchemaCheck;
  /** What ajv keeps of it: where each of its references led. */
  readonly environment: ValidateFunction["schemaEnv"];
}

/**
 * A schema, compiled; `SchemaError` for one that is not valid in the dialect that it states (none: 2020-12), and for one too
 * deep or too large to compile. Strings are
 * judged by the formats that contracts may use; a format that is not among them says nothing.
 */
export function compileSchema(
  version: string,
  schema: unknown,
  others: ReadonlyMap<string, unknown> = new Map(),
): CompiledSchema {
  const make = dialects[dialectOf(schema)];
  if (make === undefined) {
    const message = `the dialect "${dialectOf(schema)}" is not supported: use 2020-12 or draft-07`;
    throw new SchemaError(version, "/$schema", message);
  }
  if (typeof schema !== "boolean" && !isObject(schema)) throw new SchemaError(version, "", "it is not a JSON Schema");
  const alone = typeof schema === "object" && others.size === 0 ? schema : undefined;
  const validate = (alone && validators.get(alone)) ?? compile(version, make, schema, others);
  if (alone !== undefined) validators.set(alone, validate);
  return { check: checked(version, validate), environment: validate.schemaEnv };
}

/** The dialect that a schema states, without the `#` that may follow. */
export const dialectOf = (schema: unknown): string =>
  isObject(schema) && schema.$schema !== undefined
    ? String(schema.$schema).replace(/#$/, "")
    : "https://json-schema.org/draft/2020-12/schema";

function compile(version: string, make: MakeAjv, schema: boolean | object, others: ReadonlyMap<string, unknown>) {
  const documents = [schema, ...others.values()];
  const judge = ajvFor(make, documents);
  const { ajv, budget } = documents.some(bringsDialect) ? make({ meta: false, validateSchema: false }) : judge;
  const left = new Map(
    [...others].filter(([id, other]) => isObject(other) && !(isObject(schema) && id === schema.$id)),
  );
  const added: (string | object)[] = [];
  const add = (id: string, key: string) => {
    const other = left.get(id) as object;
    left.delete(id);
    ajv.addSchema(other, key);
    added.push(key, other);
  };
  /** What it refers to and no more, whose faults are none of its own; all of it for an id that stands within one. */
  const addMissing = (missing: string) => {
    const meant = [...left.keys()].filter(id => resolveAddress("", id) === missing);
    for (const id of meant) add(id, missing);
    if (meant.length === 0) for (const id of left.keys()) add(id, id);
  };
  try {
    judge.budget.restart();
    if (judge.ajv.validateSchema(schema) !== true) {
      const [error] = judge.ajv.errors ?? [];
      throw new SchemaError(version, error?.instancePath ?? "", error?.message ?? "it is not valid");
    }
    budget.restart();
    for (;;) {
      try {
        return ajv.compile(schema);
      } catch (error) {
        if (!(error instanceof MissingRefError) || left.size === 0) throw error;
        addMissing(error.missingSchema);
      }
    }
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    if (error instanceof BudgetError) throw new TooLargeError(version, "", "it is too large to compile", error);
    if (error instanceof RangeError) {
      const circling = circlingReference(schema);
      if (circling !== undefined) throw new SchemaError(version, circling, "it refers to itself without end", error);
      throw new TooDeepError(version, "", "it is nested too deeply", error);
    }
    const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    throw new SchemaError(version, "", message, error);
  } finally {
    // The next version has the same ids.
    if (typeof schema === "object") ajv.removeSchema(schema);
    for (const other of added) ajv.removeSchema(other);
  }
}

function checked(version: string, validate: ValidateFunction): SchemaCheck {
  return value => {
    try {
      if (validate(value)) return undefined;
    } catch (error) {
      if (error instanceof RangeError) throw new SchemaError(version, "", "it never comes to an end", error);
      throw error;
    }
    const errors = validate.errors ?? [];
    // The first of the deepest errors is nearest to the reason.
    const depth = (pointer: string) => pointer.split("/").length;
    const cause = errors.reduce((a, b) => (depth(b.instancePath) > depth(a.instancePath) ? b : a), errors[0]!);
    const { instancePath: pointer, keyword, message = "is not valid", parentSchema: schema } = cause;
    return { pointer, keyword, message, schema };
  };
}
