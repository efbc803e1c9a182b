import { compile } from "@tributary/event-pattern/compile";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { eventEnvelope } from "../pattern/event-envelope.ts";
import { patternRelation, relationText } from "../pattern/pattern-relation.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { finding } from "./finding.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

/** Whether a service receives each event by one operation; the message says how the filters of two stand to each other. */
export function checkReceptions(
  { document, operations, schemas }: ContractModel,
  compiler: SchemaCompiler,
): Diagnostic[] {
  const set = schemaSet(schemas);
  const receptions = operations.filter(({ action }) => action === "receive");
  return receptions.flatMap((later, at) =>
    receptions
      .slice(0, at)
      .filter(({ service, event }) => service === later.service && event === later.event)
      .map(earlier => {
        const { service, event, id, pointer } = later;
        const message = `${service} receives ${event.detailType} twice: ${id} ${relation(later, earlier, set, compiler)}`;
        const fix = "keep one of the operations, and combine their filters with $or";
        return finding("reception-duplicate", document, pointer, message, { fix });
      }),
  );
}

function relation(later: OperationModel, earlier: OperationModel, schemas: SchemaSet, compiler: SchemaCompiler) {
  const envelope = eventEnvelope(later.event, compiler);
  const [pattern, other] = [patternOf(later), patternOf(earlier)];
  if (envelope === undefined || pattern === undefined || other === undefined) return `and ${earlier.id}`;
  const text = relationText(patternRelation(pattern, other, { ...envelope, schemas }));
  return text === undefined ? `shares no event with ${earlier.id}` : `${text.verb} ${earlier.id}${text.example}`;
}

/** What the rule of a reception would select; undefined for a filter that EventBridge would refuse. */
function patternOf({ event, filter }: OperationModel) {
  try {
    return compile({ "detail-type": [event.detailType], ...(filter === undefined ? {} : { detail: filter }) });
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}
