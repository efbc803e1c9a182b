import { basename } from "node:path";
import { isObject, toPointer } from "@tributary/contract-tools/json-pointer";
import type { SourceFile } from "@tributary/contract-tools/source-file";
import type { Decide } from "./decision.ts";
import { statedDialect } from "./schema-dialect.ts";
import type { SourceEvent } from "./source-event.ts";

/** The event that a JSON Schema describes the data of: called like the file. */
export function schemaEvent(source: SourceFile, decide: Decide): SourceEvent {
  const place = { source, pointer: "" };
  return {
    place,
    name: basename(source.path).replace(/(\.schema)?\.(json|ya?ml)$/, ""),
    payload: place,
    dialect: statedDialect(place, source.value, decide),
    ...summaryOf(source.value),
    examples: examplesIn(source, ""),
  };
}

/** What a schema says that it is. */
export function summaryOf(schema: unknown): Pick<SourceEvent, "summary"> {
  const said = isObject(schema) ? (schema.description ?? schema.title) : undefined;
  return typeof said === "string" ? { summary: said } : {};
}

/** The examples that a schema states. */
export function examplesIn(
  source: SourceFile,
  pointer: string,
  schema: unknown = source.value,
): SourceEvent["examples"] {
  if (!isObject(schema)) return [];
  const listed = Array.isArray(schema.examples)
    ? schema.examples.map((value, index) => ["examples", index, value] as const)
    : [];
  const one = "example" in schema ? [["example", undefined, schema.example] as const] : [];
  return [...listed, ...one].map(([keyword, index, value], number) => ({
    name: `example-${number + 1}`,
    value,
    place: { source, pointer: pointer + toPointer(index === undefined ? [keyword] : [keyword, index]) },
  }));
}
