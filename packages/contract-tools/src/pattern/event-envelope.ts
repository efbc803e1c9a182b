import type { SchemaCompiler } from "../check/schema-compiler.ts";
import type { EventModel } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

/** All events of one contract as EventBridge hands them to rules: their schema, and whether one value is such an event. */
export interface EventEnvelope {
  readonly schema: object;
  validate(event: unknown): boolean;
}

/**
 * The events of a contract, whose `detail` obeys its schema; undefined when that schema does not compile.
 */
export function eventEnvelope(event: EventModel, compiler: SchemaCompiler): EventEnvelope | undefined {
  const explain = compiler.explain(event.schema);
  if (explain === undefined) return undefined;
  return { schema: schemaOf(event), validate: whole => isObject(whole) && explain(whole.detail).length === 0 };
}

/**
 * The schema of an event as EventBridge hands it to rules, of any source and detail-type but for the `fields` given.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html
 */
export function envelopeSchema(fields: Readonly<Record<string, object>>): object {
  const text = { type: "string" };
  const properties = {
    version: { const: "0" },
    id: text,
    "detail-type": text,
    source: text,
    account: { type: "string", pattern: "^[0-9]{12}$" },
    time: text,
    region: text,
    resources: { type: "array", items: text },
    detail: { type: "object" },
    ...fields,
  };
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

const schemaOf = ({ source, detailType, schema }: EventModel): object =>
  envelopeSchema({ "detail-type": { const: detailType }, source: { const: source }, detail: { $ref: schema.id } });
