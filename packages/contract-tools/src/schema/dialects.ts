import { Ajv, type ErrorObject, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../source/contract-model.ts";
import { valueAt } from "../source/json-pointer.ts";
import { contractFormats } from "./contract-formats.ts";
import { nearest } from "./meant.ts";

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
  const places = Map.groupBy(ajv.errors ?? [], each => each.instancePath);
  const innermost = [...places].filter(([pointer]) => ![...places.keys()].some(each => each.startsWith(`${pointer}/`)));
  return innermost.map(([pointer, errors]) => ({ pointer, message: said(errors, valueAt(schema, pointer)) }));
}

/** What is wrong at one place: what else might be there, and what is. */
function said(errors: readonly ErrorObject[], value: unknown): string {
  const texts = errors.flatMap(({ keyword, params }) => (keyword === "enum" ? params.allowedValues : []));
  if (texts.length > 0 && typeof value === "string") {
    const meant = nearest(value, new Set(texts));
    const hint =
      meant === undefined ? `one of ${[...new Set(texts)].join(", ")}` : `did you mean ${JSON.stringify(meant)}?`;
    return `${JSON.stringify(value)} is not a value of this keyword: ${hint}`;
  }
  const types = errors.flatMap(({ keyword, params }) => (keyword === "type" ? [params.type].flat() : []));
  const shown = JSON.stringify(value) ?? "nothing";
  if (types.length > 0)
    return `must be ${[...new Set(types)].join(" or ")}, not ${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown}`;
  return errors.at(-1)?.message ?? "is not valid";
}
