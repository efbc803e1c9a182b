import { classifiedFields } from "../schema/classified-fields.ts";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import { foreignEvents } from "../source/source-prefix.ts";
import type { Memory } from "./check-cache.ts";
import { finding } from "./finding.ts";
import { privateText } from "./private-text.ts";
import { unboundedFields } from "./unbounded-fields.ts";

/** Whether every field of every event is classified, and no event can grow without bound. */
export function checkFields(model: ContractModel, memory: Memory, configuredPrefix?: string): Diagnostic[] {
  const set = schemaSet(model.schemas);
  const foreign = foreignEvents(model, configuredPrefix);
  const found = new Map<string, Diagnostic>();
  for (const event of model.events) {
    const needed = schemaClosure(event.schema.id, set);
    const own = memory.keep(
      "fields",
      event.schema.source,
      [event.detailType, foreign.has(event), ...needed.values()],
      () => fieldsOf(event, model, needed, foreign.has(event)),
    );
    for (const [place, diagnostic] of own) found.set(place, diagnostic);
  }
  return [...found.values()];
}

/** By place, since events share schemas. */
function fieldsOf(
  { schema, detailType }: EventModel,
  { schemas, document }: ContractModel,
  set: SchemaSet,
  mayBeBare: boolean,
): Map<string, Diagnostic> {
  const found = new Map<string, Diagnostic>();
  const fileOf = (schemaId: string) => schemas.find(({ id }) => id === schemaId)?.source ?? document;
  const envelope = isObject(schema.schema.properties) ? schema.schema.properties : {};
  const isOurs = "metadata" in envelope && "data" in envelope;
  if (schema.schema.type !== "object" || !(isOurs || mayBeBare)) {
    const message = `${detailType} must be an object with metadata and data`;
    found.set(`${schema.source.path} envelope`, finding("event-envelope", schema.source, "", message));
  }
  const { fields, places, isWhole } = classifiedFields(schema.schema, schema.id, set);
  if (!isWhole) {
    const message = `${detailType} has too many fields to list, so some stay unclassified`;
    const fix = "describe only the fields that consumers need, without schemas that refer to one another";
    found.set(`${schema.source.path} fields`, finding("field-unclassified", schema.source, "", message, { fix }));
  }
  for (const { class: of, schemaId, schemaPointer, pointer } of fields) {
    if (of !== undefined) continue;
    const file = fileOf(schemaId);
    const fix = "give it, or the object around it, x-data-classification";
    const message = `the field ${pointer} has no data classification`;
    found.set(
      `${file.path}#${schemaPointer} class`,
      finding("field-unclassified", file, schemaPointer, message, { fix }),
    );
  }
  const loggable = new Set(fields.flatMap(({ class: of, pointer }) => (of === "none" ? [pointer] : [])));
  const above = new Set([...loggable].flatMap(pointersAbove));
  for (const { pointer, of, place } of places) {
    const isNone = loggable.has(pointer) || (of === "key" && above.has(pointer));
    const text = isNone ? privateText(place, of, set) : undefined;
    if (text === undefined) continue;
    const file = fileOf(place.base);
    const subject = of === "key" ? `a key of the map ${pointer.replace(/[/][*]$/, "")}` : `the field ${pointer}`;
    const message = `${subject} is classified none, but ${text}`;
    const fix =
      "give it an enum, const or format, or an anchored pattern without white space and @; or classify it pii or phi";
    const key = `${file.path}#${place.pointer} ${of} text`;
    const freeText = finding("classification-free-text", file, place.pointer, message, { fix });
    if (!found.has(key)) found.set(key, freeText);
  }
  // What others publish is as large as EventBridge lets it be, and stating less would keep some of it out.
  if (!isOurs && mayBeBare) return found;
  for (const { schemaId, pointer, why } of unboundedFields(schema.schema, schema.id, set)) {
    const file = fileOf(schemaId);
    const unbounded = finding("field-unbounded", file, pointer, why);
    found.set(`${file.path}#${pointer} bound`, unbounded);
  }
  return found;
}

const pointersAbove = (pointer: string) =>
  pointer.split("/").map((_each, index, steps) => steps.slice(0, index).join("/"));
