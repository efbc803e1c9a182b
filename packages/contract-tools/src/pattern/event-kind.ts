import { type CompiledPattern, compile } from "@tributary/event-pattern/compile";
import type { Within } from "@tributary/event-pattern/overlap";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import type { ContractModel, EventModel } from "../contract-model.ts";
import { envelopeSchema, eventEnvelope } from "../event-envelope.ts";
import { schemaSet } from "../schema-closure.ts";
import type { SchemaSet } from "../schema-reference.ts";

/** The events among which a pattern is explained. */
export interface EventKind extends Within {
  /** `event of PatientMerged.v1`, or `event`. */
  readonly name: string;
  readonly schemas: SchemaSet;
  /** Selects all of them. */
  readonly pattern: CompiledPattern;
}

/** The events of one contract; undefined when its schema does not compile. */
export function eventsOf(
  event: EventModel,
  { schemas }: ContractModel,
  compiler: SchemaCompiler,
): EventKind | undefined {
  const envelope = eventEnvelope(event, compiler);
  if (envelope === undefined) return undefined;
  const { source, detailType } = event;
  const pattern = compile({ source: [source], "detail-type": [detailType] });
  return { ...envelope, schemas: schemaSet(schemas), name: `event of ${detailType}`, pattern };
}

/** All events that EventBridge brings to rules, whatever their `detail`. */
export const anyEvents: EventKind = {
  schema: envelopeSchema({ detail: { type: "object" } }),
  schemas: new Map(),
  validate: () => true,
  name: "event",
  pattern: compile({ source: [{ exists: true }] }),
};
