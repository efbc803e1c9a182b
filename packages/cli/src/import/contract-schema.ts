import { isEnveloped } from "@tributary/contract-tools/bare-schema";
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
  /** The document describes the whole detail, `{ metadata, data }`, and not only its data; of others, with the metadata of every event here. */
  readonly isWhole: boolean;
  /** Others publish the detail, without metadata. */
  readonly isBare: boolean;
  /** Members beside those two, which no event has room for. */
  readonly leftOut: readonly string[];
  /** The fields that were given the class asked for, as nothing classifies them. */
  readonly classified: readonly string[];
}

/** The schema of the whole detail, from the definitions of a document. What others publish is taken as it comes. */
export function contractSchema(
  names: EventNames,
  id: string,
  definitions: Definitions,
  {
    summary,
    classification,
    sender,
  }: { readonly summary?: string; readonly classification: string; readonly sender?: string },
): ContractSchema {
  const { data } = definitions;
  const properties = isObject(data) && isObject(data.properties) ? data.properties : {};
  const hasBoth = isObject(properties.metadata) && isObject(properties.data);
  // Others may well have metadata of their own.
  const isWhole = hasBoth && (sender !== undefined || isEnvelopedWithin(id, definitions));
  const content = isWhole ? properties.data! : data!;
  const isBare = sender === undefined && !isWhole;
  const build = (described: unknown): JsonSchema => {
    const head = { $schema: "https://json-schema.org/draft/2020-12/schema", $id: id };
    const about = summary !== undefined && { description: summary };
    if (isBare) {
      const title = `${names.constant}Data`;
      const detail = { ...head, ...about, type: "object", ...(isObject(described) && described), title };
      const $defs = reachable(detail, { ...definitions, data: described });
      return { ...detail, ...(Object.keys($defs).length > 0 && { $defs }) };
    }
    const top = {
      ...head,
      title: `${names.constant}Detail`,
      ...about,
      type: "object",
      additionalProperties: false,
      required: ["metadata", "data"],
      properties: { metadata: { $ref: METADATA }, data: { $ref: "#/$defs/data" } },
    };
    return { ...top, $defs: reachable(top, { ...definitions, data: titled(described, `${names.constant}Data`) }) };
  };
  const plain = build(content);
  const { fields } = classifiedFields(plain, id, new Map([[id, plain]]));
  const classified = fields.flatMap(field =>
    field.class === undefined && (isBare || field.pointer.startsWith("/data")) ? [field.pointer] : [],
  );
  const described =
    classified.length > 0 && isObject(content) ? { ...content, "x-data-classification": classification } : content;
  const leftOut = isWhole ? Object.keys(properties).filter(name => name !== "metadata" && name !== "data") : [];
  return { schema: build(described), isWhole, isBare, leftOut, classified };
}

/** Whether the metadata of a document are those of every event here. */
function isEnvelopedWithin(id: string, definitions: Definitions): boolean {
  const { data, ...$defs } = definitions;
  const schema: JsonSchema = { ...(isObject(data) && data), $defs };
  return isEnveloped({ id, schema }, new Map([[id, schema]]));
}

function titled(schema: unknown, title: string): unknown {
  if (!isObject(schema)) return schema;
  const { title: _title, ...described } = schema;
  return { title, ...described };
}

/** The definitions that a schema refers to, at once or by others. */
function reachable(schema: JsonSchema, definitions: Definitions): Definitions {
  const found = new Map<string, unknown>([["", schema]]);
  for (const [, each] of found) {
    if (!isObject(each)) continue;
    for (const { schema: inner } of schemasIn(each)) {
      const [, name] = /^#\/\$defs\/(.+)$/.exec(String(inner.$ref)) ?? [];
      if (name !== undefined && Object.hasOwn(definitions, name)) found.set(name, definitions[name]);
    }
  }
  found.delete("");
  return Object.fromEntries(found);
}
