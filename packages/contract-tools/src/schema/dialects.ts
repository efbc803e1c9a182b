import { Ajv, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../source/contract-model.ts";
import { contractFormats } from "./contract-formats.ts";

const options: Options = { strict: false, allErrors: true, logger: false, formats: contractFormats };

/** The dialects of JSON Schema that a contract may be written in, by `$schema`, with what knows their meta-schemas. */
const dialects: Readonly<Record<string, () => Ajv>> = {
  "https://json-schema.org/draft/2020-12/schema": () => new Ajv2020(options),
  "http://json-schema.org/draft-07/schema": () => new Ajv(options),
};
const made = new Map<string, Ajv>();

/** The `$schema` values that are understood. */
export const supportedDialects: readonly string[] = Object.keys(dialects);

/** The dialect that a schema states, however it spells the address; empty where it states none. */
export function dialectOf({ $schema }: JsonSchema): string {
  const stated = String($schema ?? "").replace(/#$/, "");
  const address = (url: string) => url.replace(/^https?:/, "");
  return supportedDialects.find(each => address(each) === address(stated)) ?? stated;
}

/** The violations of a schema against its dialect's meta-schema. */
export function malformedParts(schema: JsonSchema): { readonly pointer: string; readonly message: string }[] {
  const dialect = dialectOf(schema);
  const ajv = made.get(dialect) ?? dialects[dialect]!();
  made.set(dialect, ajv);
  if (ajv.validateSchema({ ...schema, $schema: dialect }) === true) return [];
  // The meta-schemas say the same of a place more than once.
  const places = new Map((ajv.errors ?? []).map(each => [each.instancePath, each.message ?? "is not valid"]));
  return [...places].map(([pointer, message]) => ({ pointer, message }));
}
