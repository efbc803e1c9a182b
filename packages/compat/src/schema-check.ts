import { contractFormats } from "@tributary/contract-tools/contract-formats";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SchemaError } from "./schema-error.ts";

/** Where and by which keyword a value fails. */
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
  // An error then has the schema that it is of: by its path alone, one behind a reference is not found.
  verbose: true,
  formats: contractFormats,
  // Judged once or twice: not worth the time.
  code: { optimize: false },
};

const dialects: Readonly<Record<string, () => Ajv>> = {
  "https://json-schema.org/draft/2020-12/schema": () => new Ajv2020(options),
  "http://json-schema.org/draft-07/schema": () => new Ajv(options),
};
const shared = new Map<() => Ajv, { readonly ajv: Ajv; uses: number }>();

/** After so many schemas another ajv is made: it keeps what it has compiled, removed or not. */
const mostUses = 1_000;

/**
 * To make an ajv takes longer than to compile most schemas, so that it is used again; but not for schemas with ids
 * inside, which ajv does not forget: the next version has the same ones.
 */
function ajvFor(make: () => Ajv, documents: readonly unknown[]): Ajv {
  const hasIdInside = (document: unknown) =>
    isObject(document) && JSON.stringify({ ...document, $id: undefined }).includes('"$id":');
  if (documents.some(hasIdInside)) return make();
  const known = shared.get(make);
  const used = known === undefined || known.uses >= mostUses ? { ajv: make(), uses: 0 } : known;
  used.uses++;
  shared.set(make, used);
  return used.ajv;
}

/** Of schemas that stand alone: a comparison in both directions asks twice. */
const validators = new WeakMap<object, ValidateFunction>();

/**
 * A check of a schema; `SchemaError` for one that is not valid in the dialect that it states (none: 2020-12). Strings
 * are judged by the formats that contracts may use; a format that is not among them says nothing.
 */
export function schemaCheck(version: string, schema: unknown, others: ReadonlyMap<string, unknown>): SchemaCheck {
  const stated =
    isObject(schema) && schema.$schema !== undefined ? String(schema.$schema).replace(/#$/, "") : undefined;
  const make = dialects[stated ?? "https://json-schema.org/draft/2020-12/schema"];
  if (make === undefined) {
    throw new SchemaError(version, "/$schema", `the dialect "${stated}" is not supported: use 2020-12 or draft-07`);
  }
  if (typeof schema !== "boolean" && !isObject(schema)) throw new SchemaError(version, "", "it is no schema");
  const alone = typeof schema === "object" && others.size === 0 ? schema : undefined;
  const validate =
    (alone && validators.get(alone)) ?? compile(version, ajvFor(make, [schema, ...others.values()]), schema, others);
  if (alone !== undefined) validators.set(alone, validate);
  return checked(version, validate);
}

function compile(version: string, ajv: Ajv, schema: boolean | object, others: ReadonlyMap<string, unknown>) {
  const added: string[] = [];
  try {
    if (ajv.validateSchema(schema) !== true) {
      const [error] = ajv.errors ?? [];
      throw new SchemaError(version, error?.instancePath ?? "", error?.message ?? "it is not valid");
    }
    for (const [id, other] of others) {
      if (!isObject(other) || (isObject(schema) && id === schema.$id)) continue;
      ajv.addSchema(other, id);
      added.push(id);
    }
    return ajv.compile(schema);
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    if (error instanceof RangeError) throw new SchemaError(version, "", "it is nested too deeply", error);
    const message = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    throw new SchemaError(version, "", message, error);
  } finally {
    // The next version has the same ids.
    if (typeof schema === "object") ajv.removeSchema(schema);
    for (const id of added) ajv.removeSchema(id);
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
    // The first of the deepest: nearest to the reason.
    const depth = (pointer: string) => pointer.split("/").length;
    const cause = errors.reduce((a, b) => (depth(b.instancePath) > depth(a.instancePath) ? b : a), errors[0]!);
    const { instancePath: pointer, keyword, message = "is not valid", parentSchema: schema } = cause;
    return { pointer, keyword, message, schema };
  };
}
