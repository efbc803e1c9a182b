import { implies } from "@tributary/event-pattern/implies";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { finding } from "../check/finding.ts";
import type { SchemaCompiler } from "../check/schema-compiler.ts";
import { eventEnvelope } from "../pattern/event-envelope.ts";
import { exampleText } from "../pattern/pattern-relation.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { textAt, type Wiring } from "./read-wiring.ts";
import { routesOf } from "./routes.ts";
import { ruleRefusal } from "./rule-pattern.ts";

/**
 * Whether the rules that lead to a service select what it receives by contract, all of it and nothing else: refuted with an
 * event that they leave out, or that one of them adds. What is not decided is not told: the rules are made from the
 * contracts, and rarely say anything else.
 */
export function checkSelection(model: ContractModel, wiring: Wiring, compiler: SchemaCompiler): Diagnostic[] {
  const schemas = schemaSet(model.schemas);
  return model.operations.flatMap(operation => {
    const { event, service, action, pointer, filter } = operation;
    if (action !== "receive") return [];
    const rules = routesOf(wiring, event).flatMap(route => (route.service === service ? [route.rule] : []));
    const selected = [...new Set(rules)].flatMap(rule => {
      const text = textAt(rule.inputs, "eventPattern");
      if (text === undefined || ruleRefusal(rule) !== undefined) return [];
      return [{ name: rule.name, pattern: JSON.parse(text) as unknown }];
    });
    const envelope = eventEnvelope(event, compiler);
    if (selected.length === 0 || envelope === undefined) return [];
    const within = { ...envelope, schemas };
    const wanted = { source: [event.source], "detail-type": [event.detailType], ...(filter && { detail: filter }) };
    const patterns = selected.map(({ pattern }) => pattern);
    const tell = (rule: "reception-without-rule" | "rule-without-reception", message: string, example?: string) => {
      if (example === undefined) return [];
      return [finding(rule, model.document, pointer, `${message} by contract, for example ${example}`, { fix })];
    };
    const missed = exampleOf(wanted, patterns.length === 1 ? patterns[0] : { $or: patterns }, within);
    const names = selected.map(({ name }) => name).join(" and ");
    return [
      ...tell(
        "reception-without-rule",
        `${names} does not deliver every ${event.detailType} that ${service} receives`,
        missed,
      ),
      ...selected.flatMap(({ name, pattern }) => {
        const added = filter && exampleOf(pattern, wanted, within);
        return tell(
          "rule-without-reception",
          `${name} delivers ${event.detailType} that ${service} does not receive`,
          added,
        );
      }),
    ];
  });
}

const fix =
  "state the filter in asyncapi.yaml, or remove it from the program, then run `npx tributary generate` and `npx tributary synth`";

/** An event that the one pattern selects and the other does not, as text; undefined when none is known. */
function exampleOf(a: unknown, b: unknown, within: Parameters<typeof implies>[2]): string | undefined {
  try {
    const found = implies(a, b, within);
    return found.verdict === "no" ? exampleText(found.counterExample) : undefined;
  } catch (error) {
    // A filter that EventBridge refuses has a finding of its own.
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}
