import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";
import { parseSourceFile, type SourceFile } from "@tributary/contract-tools/source-file";
import type { Decide } from "./decision.ts";
import { importProblem, type Place } from "./import-problem.ts";
import { statedDialect } from "./schema-dialect.ts";
import { examplesIn, summaryOf } from "./schema-event.ts";
import type { SourceEvent } from "./source-event.ts";

/**
 * The document within what `aws schemas describe-schema` or `export-schema` answers; any other file as it is.
 * https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname-export.html
 */
export function registryDocument(file: SourceFile): SourceFile {
  const { value } = file;
  if (!isObject(value) || typeof value.Content !== "string" || typeof value.Type !== "string") return file;
  const content = parseSourceFile(`${file.path}.json`, value.Content);
  const [problem] = content.problems;
  const at = { source: file, pointer: "/Content" };
  if (problem !== undefined)
    throw importProblem(at, `the schema in Content, ${problem.line}:${problem.column}: ${problem.message}`);
  // Places within the text are shown at the text.
  return { ...content, path: file.path, at: () => file.at("/Content") };
}

/**
 * The events of a schema of the EventBridge schema registry: OpenAPI 3.0 with the event's envelope in `AWSEvent`, or as in the
 * console's template without one, and JSON Schema draft 4. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html
 */
export function registryEvents(source: SourceFile, decide: Decide): SourceEvent[] {
  const document = source.value as Readonly<Record<string, unknown>>;
  if ("x-amazon-events-detail-type" in document) {
    const place = { source, pointer: "" };
    return [enveloped(place, statedDialect(place, document, decide))];
  }
  const { openapi } = document;
  if (typeof openapi !== "string" || !openapi.startsWith("3.0."))
    throw importProblem(
      { source, pointer: "openapi" in document ? "/openapi" : "/swagger" },
      "schemas of the EventBridge registry are OpenAPI 3.0; other versions cannot be imported",
    );
  const schemas = valueAt(document, "/components/schemas");
  const named = isObject(schemas) ? Object.entries(schemas) : [];
  const envelopes = named.filter(([, schema]) => isObject(schema) && "x-amazon-events-detail-type" in schema);
  if (envelopes.length > 0) return envelopes.map(([name]) => enveloped(componentAt(source, name), "openapi-3.0"));
  const title = valueAt(document, "/info/title");
  const [name, schema] = named.find(([each]) => each === title) ?? named[0] ?? [];
  if (name === undefined || Object.keys(isObject(document.paths) ? document.paths : {}).length > 0)
    throw importProblem(
      { source, pointer: "/paths" },
      "this OpenAPI document describes an API; only exports of an EventBridge schema registry can be imported",
    );
  const payload = componentAt(source, name);
  decide(`${source.path}#${payload.pointer}`, "taken for the event's data: nothing states a source and a detail-type");
  return [
    {
      place: payload,
      name,
      payload,
      dialect: "openapi-3.0",
      ...summaryOf(schema),
      examples: examplesIn(source, payload.pointer, schema),
    },
  ];
}

const componentAt = (source: SourceFile, name: string): Place => ({
  source,
  pointer: toPointer(["components", "schemas", name]),
});

/** An event by the schema of its envelope, whose `detail` is its data. */
function enveloped(place: Place, dialect: SourceEvent["dialect"]): SourceEvent {
  const schema = valueAt(place.source.value, place.pointer) as Readonly<Record<string, unknown>>;
  const { "x-amazon-events-detail-type": detailType, "x-amazon-events-source": by } = schema;
  if (typeof detailType !== "string")
    throw importProblem(
      { ...place, pointer: `${place.pointer}/x-amazon-events-detail-type` },
      "the detail-type should be a text",
    );
  const payload = { source: place.source, pointer: `${place.pointer}/properties/detail` };
  const detail = valueAt(payload.source.value, payload.pointer);
  if (detail === undefined) throw importProblem(place, "the envelope has no detail");
  return {
    place,
    name: detailType,
    isDetailType: true,
    payload,
    dialect,
    ...(typeof by === "string" && { source: by }),
    ...summaryOf(detail),
    examples: examplesIn(place.source, payload.pointer, detail),
  };
}
