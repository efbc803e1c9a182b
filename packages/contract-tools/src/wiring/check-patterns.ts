import { type Satisfiability, satisfiable } from "@tributary/event-pattern/satisfiable";
import { finding } from "../check/finding.ts";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { eventEnvelope } from "../pattern/event-envelope.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { ofType, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed, rulesFor } from "./routes.ts";
import { rulePattern, ruleRefusal } from "./rule-pattern.ts";

/**
 * Whether each rule that selects events of the contracts, by source and detail-type, is matched by one of them: proved with an
 * event, or refuted with the conditions that are to blame. Rules that select none are another's business, and so are those
 * on events of AWS and on a schedule, which no contract describes. A pattern that EventBridge refuses is told of any rule.
 */
export function checkPatterns(model: ContractModel, wiring: Wiring, compiler: SchemaCompiler): Diagnostic[] {
  const schemas = schemaSet(model.schemas);
  return ofType(wiring, "EventRule").flatMap(rule => {
    const refusal = ruleRefusal(rule);
    if (refusal !== undefined) {
      const message = `EventBridge would reject the pattern of the rule ${rule.name}: ${refusal}`;
      return [finding("rule-invalid", wiring.source, `${rule.pointer}/inputs/eventPattern`, message)];
    }
    const pattern = rulePattern(rule);
    const selected = model.events.filter(event => selects(wiring, rule, event));
    if (pattern === undefined || selected.length === 0) return [];
    const verdicts = selected.flatMap(event => {
      const envelope = eventEnvelope(event, compiler);
      if (envelope === undefined) return []; // The schema has findings of its own.
      return [satisfiable(pattern, envelope.schema, { schemas, validate: envelope.validate })];
    });
    return verdictOn(rule, verdicts, wiring);
  });
}

function verdictOn(rule: WiredResource, verdicts: readonly Satisfiability[], { source }: Wiring): Diagnostic[] {
  if (verdicts.some(({ verdict }) => verdict === "yes")) return [];
  const at = `${rule.pointer}/inputs/eventPattern`;
  const undecided = verdicts.find(verdict => verdict.verdict === "unknown");
  if (undecided) {
    const message = `cannot decide whether an event matches the rule ${rule.name}, because of ${undecided.keyword} at ${undecided.pointer || "/"} in the schema`;
    return [finding("rule-undecided", source, at, message)];
  }
  const reasons = verdicts.flatMap(verdict => (verdict.verdict === "no" ? verdict.reasons : []));
  const said = reasons.map(({ pointer, message }) => `${pointer || "/"}: ${message}`);
  const fix = "correct the filter of the receive operation in asyncapi.yaml, then run `npx tributary synth`";
  const message = `no event matches the rule ${rule.name}: ${[...new Set(said)].join("; ")}`;
  return [finding("rule-never-matches", source, at, message, { fix })];
}

function selects(wiring: Wiring, rule: WiredResource, event: EventModel): boolean {
  const bus = busNamed(wiring, event.bus);
  return bus !== undefined && rulesFor(wiring, bus, event).includes(rule);
}
