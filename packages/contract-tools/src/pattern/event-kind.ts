import { type CompiledPattern, compile } from "@tributary/event-pattern/compile";
import type { Within } from "@tributary/event-pattern/overlap";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { classifiedFields } from "../schema/classified-fields.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import { fromPointer } from "../source/json-pointer.ts";
import { envelopeSchema, eventEnvelope } from "./event-envelope.ts";

/** The events among which a pattern is explained. */
export interface EventKind extends Within {
  /** `event of PatientMerged.v1`, or `event`. */
  readonly name: string;
  readonly schemas: SchemaSet;
  /** The paths of their fields, as far as these are known. */
  readonly fields: readonly string[];
  /** Selects all of them. */
  readonly pattern: CompiledPattern;
}

const envelopeFields = ["version", "id", "detail-type", "source", "account", "time", "region", "resources"];

/** The events of one contract; undefined when its schema does not compile. */
export function eventsOf(
  event: EventModel,
  { schemas }: ContractModel,
  compiler: SchemaCompiler,
): EventKind | undefined {
  const envelope = eventEnvelope(event, compiler);
  if (envelope === undefined) return undefined;
  const { source, detailType, schema } = event;
  const all = schemaSet(schemas);
  const { fields } = classifiedFields(schema.schema, schema.id, all);
  const paths = fields.map(({ pointer }) => fromPointer(pointer));
  // Patterns look through arrays as if they were not there.
  const details = paths.map(path => ["detail", ...path.filter(step => step !== "*")].join("."));
  const pattern = compile({ source: [source], "detail-type": [detailType] });
  return {
    ...envelope,
    schemas: all,
    fields: [...envelopeFields, ...details],
    name: `event of ${detailType}`,
    pattern,
  };
}

/** All events that EventBridge brings to rules, whatever their `detail`. */
export const anyEvents: EventKind = {
  schema: envelopeSchema({ detail: { type: "object" } }),
  schemas: new Map(),
  fields: envelopeFields,
  validate: () => true,
  name: "event",
  pattern: compile({ source: [{ exists: true }] }),
};
