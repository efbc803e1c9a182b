import { isObject } from "@tributary/contract-tools/json-pointer";
import type { Decide } from "./decision.ts";
import { importProblem, type Place, placeText } from "./import-problem.ts";

/** The ways to write a schema that can be imported. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12" | "openapi-3.0";

const byAddress: Readonly<Record<string, Dialect>> = {
  "json-schema.org/draft-04/schema": "draft-04",
  "json-schema.org/draft-06/schema": "draft-06",
  "json-schema.org/draft-07/schema": "draft-07",
  "json-schema.org/draft/2019-09/schema": "2019-09",
  "json-schema.org/draft/2020-12/schema": "2020-12",
};

/** The dialect that a schema file states; draft-07, as most are, where it states none. */
export function statedDialect(place: Place, schema: unknown, decide: Decide): Dialect {
  const stated = isObject(schema) ? schema.$schema : undefined;
  if (stated === undefined) {
    decide(placeText(place), "no $schema: read as draft-07");
    return "draft-07";
  }
  const dialect =
    byAddress[
      String(stated)
        .replace(/^https?:\/\//, "")
        .replace(/#$/, "")
    ];
  if (dialect === undefined)
    throw importProblem(
      { source: place.source, pointer: `${place.pointer}/$schema` },
      `the dialect ${JSON.stringify(stated)} cannot be read; draft-04 to 2020-12 can`,
    );
  return dialect;
}

/**
 * The dialect behind the `schemaFormat` of an AsyncAPI message; its own is a superset of draft-07.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#multi-format-schema-object
 */
export function dialectOfFormat(place: Place, format: unknown): Dialect {
  if (format === undefined) return "draft-07";
  const text = String(format);
  if (/^application\/vnd\.aai\.asyncapi\b/.test(text)) return "draft-07";
  const [, draft] = /^application\/schema\+(?:json|yaml);version=(.+)$/.exec(text) ?? [];
  if (draft !== undefined && Object.values(byAddress).some(each => each === draft)) return draft as Dialect;
  if (/^application\/vnd\.oai\.openapi(?:\+json|\+yaml)?;version=3\.0\./.test(text)) return "openapi-3.0";
  throw importProblem(place, `the schemaFormat ${JSON.stringify(format)} is no JSON Schema, and cannot be imported`);
}

/** Whether everything beside a `$ref` is ignored, as it was before 2019-09. */
export const ignoresSiblings = (dialect: Dialect): boolean => dialect !== "2019-09" && dialect !== "2020-12";
