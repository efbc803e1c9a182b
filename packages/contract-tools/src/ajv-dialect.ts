import { Ajv, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { contractFormats } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";

/** The dialects of JSON Schema that a contract may be written in, by `$schema`. */
const dialects = {
  "https://json-schema.org/draft/2020-12/schema": (options: Options) => new Ajv2020(options),
  "http://json-schema.org/draft-07/schema": (options: Options) => new Ajv(options),
};

/** The `$schema` values that are understood. */
export const supportedDialects: readonly string[] = Object.keys(dialects);

/** The dialect that a schema states; empty where it states none. */
export const dialectOf = ({ $schema }: JsonSchema): string => String($schema ?? "").replace(/#$/, "");

/** What costs ajv size and speed, and is left out where no schema needs it. */
export interface Needs {
  /** To track what was evaluated. */
  readonly unevaluated: boolean;
  /** To tell the properties of a value from those that every object inherits. */
  readonly ownProperties: boolean;
}

const inherited = new RegExp(`"(?:${Object.getOwnPropertyNames(Object.prototype).join("|")})"`);

/** What schemas need that are compiled together. */
export function needsOf(schemas: readonly JsonSchema[]): Needs {
  const text = JSON.stringify(schemas);
  return { unevaluated: /"(?:unevaluated\w+|\$dynamicRef)":/.test(text), ownProperties: inherited.test(text) };
}

/**
 * A strict ajv of the dialect that a schema states, with our formats and our keyword; undefined for another dialect. It needs to
 * know all schemas that will be compiled with that one.
 */
export function ajvFor(schema: JsonSchema, options: Options, others: Iterable<JsonSchema> = []): Ajv | undefined {
  const stated = dialectOf(schema);
  const make = Object.entries(dialects).find(([dialect]) => dialect === stated)?.[1];
  if (make === undefined) return undefined;
  const { unevaluated, ownProperties } = needsOf([schema, ...others]);
  const ajv = make({
    strict: true,
    strictTypes: true,
    strictTuples: true,
    // `required` beside `if` or under `not` rightly names properties that are defined elsewhere.
    strictRequired: false,
    discriminator: true,
    logger: false,
    formats: contractFormats,
    ownProperties,
    ...options,
  });
  if (!unevaluated) ajv.opts.unevaluated = false;
  for (const keyword of ["x-data-classification", "x-pattern-binds"]) ajv.addKeyword({ keyword, schemaType: "string" });
  return ajv;
}
