import { classifiedFields } from "../classified-fields.ts";
import type { ContractModel } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { isObject } from "../json-pointer.ts";
import { schemaSet } from "../schema-closure.ts";
import { finding } from "./finding.ts";
import { unboundedFields } from "./unbounded-fields.ts";

/** Whether every field of every event is classified, and no event can grow without bound. */
export function checkFields({ events, schemas, document }: ContractModel): Diagnostic[] {
  const set = schemaSet(schemas);
  const found = new Map<string, Diagnostic>();
  for (const { schema, detailType, pointer: channel } of events) {
    const { type } = schema.schema;
    const envelope = isObject(schema.schema.properties) ? schema.schema.properties : {};
    if (type !== "object" || !("metadata" in envelope) || !("data" in envelope)) {
      found.set(
        channel,
        finding("event-envelope", schema.source, "", `${detailType} should be an object of metadata and data`),
      );
    }
    for (const field of classifiedFields(schema.schema, schema.id, set)) {
      if (field.class !== undefined) continue;
      const file = schemas.find(({ id }) => id === field.schemaId)?.source ?? document;
      const fix = "give it, or what it stands in, x-data-classification";
      found.set(
        `${file.path}#${field.schemaPointer} class`,
        finding("field-unclassified", file, field.schemaPointer, `the field ${field.pointer} is not classified`, {
          fix,
        }),
      );
    }
    for (const { schemaId, pointer, why } of unboundedFields(schema.schema, schema.id, set)) {
      const file = schemas.find(({ id }) => id === schemaId)?.source ?? document;
      found.set(
        `${file.path}#${pointer} bound`,
        finding("field-unbounded", file, pointer, why, { severity: "warning" }),
      );
    }
  }
  return [...found.values()];
}
