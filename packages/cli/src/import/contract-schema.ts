import { classifiedFields } from "@tributary/contract-tools/classified-fields";
import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { schemasIn } from "@tributary/contract-tools/schema-positions";
import type { EventNames } from "../add/names.ts";
import { METADATA } from "../add/schema-id-beside.ts";
import type { Definitions } from "./bundle-schema.ts";

/** The schema of an imported event, and what was chosen for it. */
export interface ContractSchema {
  readonly schema: JsonSchema;
  /** The document describes the whole detail, `{ metadata, data }`, and not only its data. */
  readonly isWhole: boolean;
  /** Members beside those two, which no event has room for. */
  readonly leftOut: readonly string[];
  /** The fields that were given the class asked for, as nothing classifies them. */
  readonly classified: readonly string[];
}

/** The schema of the whole detail, from the definitions of a document. */
export function contractSchema(
  names: EventNames,
  id: string,
  { data, ...others }: Definitions,
  { summary, classification }: { readonly summary?: string; readonly classification: string },
): ContractSchema {
  const properties = isObject(data) && isObject(data.properties) ? data.properties : {};
  const isWhole = isObject(properties.metadata) && isObject(properties.data);
  const content = isWhole ? properties.data! : data!;
  const build = (described: unknown): JsonSchema => {
    const top = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: id,
      title: `${names.constant}Detail`,
      ...(summary !== undefined && { description: summary }),
      type: "object",
      additionalProperties: false,
      required: ["metadata", "data"],
      properties: { metadata: { $ref: METADATA }, data: { $ref: "#/$defs/data" } },
    };
    return { ...top, $defs: reachable({ ...others, data: titled(described, `${names.constant}Data`) }) };
  };
  const plain = build(content);
  const { fields } = classifiedFields(plain, id, new Map([[id, plain]]));
  const classified = fields.flatMap(field =>
    field.class === undefined && field.pointer.startsWith("/data") ? [field.pointer] : [],
  );
  const described =
    classified.length > 0 && isObject(content) ? { ...content, "x-data-classification": classification } : content;
  const leftOut = isWhole ? Object.keys(properties).filter(name => name !== "metadata" && name !== "data") : [];
  return { schema: build(described), isWhole, leftOut, classified };
}

function titled(schema: unknown, title: string): unknown {
  if (!isObject(schema)) return schema;
  const { title: _title, ...described } = schema;
  return { title, ...described };
}

/** The definitions that the data refers to, at once or by others; the data come first. */
function reachable({ data, ...others }: Definitions): Definitions {
  const found = new Map<string, unknown>([["data", data]]);
  for (const [, schema] of found) {
    if (!isObject(schema)) continue;
    for (const { schema: inner } of schemasIn(schema)) {
      const [, name] = /^#\/\$defs\/(.+)$/.exec(String(inner.$ref)) ?? [];
      if (name !== undefined && Object.hasOwn(others, name)) found.set(name, others[name]);
    }
  }
  return Object.fromEntries(found);
}
