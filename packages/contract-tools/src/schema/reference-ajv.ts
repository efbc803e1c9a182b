import { isMultiple } from "@tributary/contract/validator-runtime";
import { Ajv, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../source/contract-model.ts";
import { contractFormats } from "./contract-formats.ts";
import { dialectOf, supportedDialects } from "./dialects.ts";

/**
 * An ajv of the dialect that a schema states, with our formats and with multiples by decimals: what our own judges are held
 * to. Undefined for another dialect.
 */
export function ajvFor(schema: JsonSchema, options: Options = {}): Ajv | undefined {
  const dialect = dialectOf(schema);
  if (!supportedDialects.includes(dialect)) return undefined;
  const all: Options = { strict: false, ownProperties: true, logger: false, formats: contractFormats, ...options };
  return withExactMultiples(dialect.includes("2020-12") ? new Ajv2020(all) : new Ajv(all));
}

/** The ajv with `multipleOf` by the decimals that JSON spells: by doubles, 19.99 is no multiple of 0.01. */
export function withExactMultiples(ajv: Ajv): Ajv {
  ajv.removeKeyword("multipleOf");
  return ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    error: { message: ({ schema }) => `must be multiple of ${schema}` },
    compile: (step: number) => (value: number) => isMultiple(value, step),
  });
}
