import { finding } from "../check/finding.ts";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { eventEnvelope } from "../pattern/event-envelope.ts";
import { patternRelation, relationText } from "../pattern/pattern-relation.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed, rulesFor } from "./routes.ts";
import { rulePattern } from "./rule-pattern.ts";

/**
 * Whether two rules bring the same event of the contracts to the same target, which then receives it twice: proved with an
 * event that both select. Rules on what no contract describes are left out.
 */
export function checkSubscriptions(model: ContractModel, wiring: Wiring, compiler: SchemaCompiler): Diagnostic[] {
  const schemas = schemaSet(model.schemas);
  return model.events.flatMap(event => {
    const all = subscriptionsTo(event, wiring);
    return all.flatMap((later, at) =>
      all
        .slice(0, at)
        .filter(earlier => earlier.arn === later.arn && earlier.rule !== later.rule)
        .flatMap(earlier => relate(event, later.rule, earlier.rule, { wiring, compiler, schemas })),
    );
  });
}

interface Context {
  readonly wiring: Wiring;
  readonly compiler: SchemaCompiler;
  readonly schemas: SchemaSet;
}

function relate(event: EventModel, later: WiredResource, earlier: WiredResource, context: Context): Diagnostic[] {
  const { wiring, compiler, schemas } = context;
  const [pattern, other] = [rulePattern(later), rulePattern(earlier)];
  const envelope = eventEnvelope(event, compiler);
  if (pattern === undefined || other === undefined || envelope === undefined) return [];
  const relation = patternRelation(pattern, other, { ...envelope, schemas });
  const text = relationText(relation);
  if (text === undefined) return [];
  const message = `the rule ${later.name} ${text.verb} ${earlier.name}: both deliver ${event.detailType} to one target${text.example}`;
  const fix = "remove one of the rules, or narrow its pattern so that no event matches both";
  const isMild = relation.how === "undecided";
  return [finding("rule-overlap", wiring.source, `${later.pointer}/inputs/eventPattern`, message, { fix, isMild })];
}

/** The rules that select an event by its source and detail-type, each with the target that it leads to. */
function subscriptionsTo(event: EventModel, wiring: Wiring): { rule: WiredResource; arn: string }[] {
  const bus = busNamed(wiring, event.bus);
  if (bus === undefined) return [];
  return rulesFor(wiring, bus, event).flatMap(rule =>
    ofType(wiring, "EventTarget").flatMap(({ inputs }) => {
      const arn = textAt(inputs, "arn");
      const isOfRule = inputs.rule === rule.inputs.name && inputs.eventBusName === rule.inputs.eventBusName;
      return isOfRule && arn !== undefined ? [{ rule, arn }] : [];
    }),
  );
}
