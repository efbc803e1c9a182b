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

/** A strict ajv of the dialect that a schema states, with our formats and our keyword; undefined for another dialect. */
export function ajvFor(schema: JsonSchema, options: Options): Ajv | undefined {
  const stated = String(schema.$schema ?? "").replace(/#$/, "");
  const make = Object.entries(dialects).find(([dialect]) => dialect === stated)?.[1];
  if (make === undefined) return undefined;
  const ajv = make({
    strict: true,
    strictTypes: true,
    strictTuples: true,
    // `required` beside `if` or under `not` rightly names properties that are defined elsewhere.
    strictRequired: false,
    discriminator: true,
    logger: false,
    formats: contractFormats,
    ...options,
  });
  // Ajv2020 tracks what was evaluated at a price in size and speed; only these keywords need it.
  if (!/"(?:unevaluated\w+|\$dynamicRef)":/.test(JSON.stringify(schema))) ajv.opts.unevaluated = false;
  ajv.addKeyword({ keyword: "x-data-classification", schemaType: "string" });
  return ajv;
}
