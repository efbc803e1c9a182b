import { implies } from "@tributary/event-pattern/implies";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { finding } from "../check/finding.ts";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { eventEnvelope } from "../pattern/event-envelope.ts";
import { exampleText } from "../pattern/pattern-relation.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { textAt, type Wiring } from "./read-wiring.ts";
import { routesOf } from "./routes.ts";
import { ruleRefusal } from "./rule-pattern.ts";

/**
 * Whether the rules that lead to a service let through every event that it receives by contract: refuted with one that they
 * leave out. What is not decided is not told: the rules are made from the contracts, and rarely say more.
 */
export function checkNarrowing(model: ContractModel, wiring: Wiring, compiler: SchemaCompiler): Diagnostic[] {
  const schemas = schemaSet(model.schemas);
  return model.operations.flatMap(operation => {
    const { event, service, action, pointer } = operation;
    if (action !== "receive") return [];
    const rules = routesOf(wiring, event).flatMap(route => (route.service === service ? [route.rule] : []));
    const patterns = rules.flatMap(rule => {
      const text = textAt(rule.inputs, "eventPattern");
      return text === undefined || ruleRefusal(rule) !== undefined ? [] : [JSON.parse(text) as unknown];
    });
    const envelope = eventEnvelope(event, compiler);
    if (patterns.length === 0 || envelope === undefined) return [];
    const missed = missedBy(patterns, operation, { ...envelope, schemas });
    if (missed === undefined) return [];
    const names = [...new Set(rules.map(({ name }) => name))].join(" and ");
    const message = `${names} does not deliver every ${event.detailType} that ${service} receives by contract, for example ${missed}`;
    const fix = "state the filter in asyncapi.yaml, or remove it from the program, then run `npx tributary synth`";
    return [finding("reception-without-rule", model.document, pointer, message, { fix })];
  });
}

/** An event of the reception that none of the patterns selects, as text; undefined when none is known. */
function missedBy(
  patterns: readonly unknown[],
  { event, filter }: OperationModel,
  within: Parameters<typeof implies>[2],
) {
  const wanted = { source: [event.source], "detail-type": [event.detailType], ...(filter && { detail: filter }) };
  try {
    const found = implies(wanted, patterns.length === 1 ? patterns[0] : { $or: patterns }, within);
    return found.verdict === "no" ? exampleText(found.counterExample) : undefined;
  } catch (error) {
    // A filter that EventBridge refuses has a finding of its own.
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}
