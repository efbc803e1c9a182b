import { createIndex } from "@tributary/event-pattern/create-index";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Target } from "../../../models/eventbridge-types.ts";
import { ruleArn } from "../event-arns.ts";

/** An enabled rule with its targets. */
export interface ActiveRule {
  readonly bus: string;
  readonly name: string;
  readonly arn: string;
  readonly targets: readonly Target[];
}

/** The enabled rules of a bus, by pattern and by name. */
export interface RulesOfBus {
  match(event: unknown): readonly ActiveRule[];
  find(name: string): ActiveRule | undefined;
}

const RULES = Symbol("rules of buses");

/** The enabled rules of a bus, compiled; kept until `forgetRules`. */
export function rulesOfBus(context: CloudContext, bus: string): RulesOfBus {
  const byBus = context.store.remembered(RULES, () => new Map<string, RulesOfBus>());
  const known = byBus.get(bus);
  if (known) return known;
  const rules = loadRules(context, bus);
  byBus.set(bus, rules);
  return rules;
}

/** Call this whenever rules or targets have changed. */
export function forgetRules(context: CloudContext): void {
  context.store.forget(RULES);
}

function loadRules(context: CloudContext, bus: string): RulesOfBus {
  const { store } = context;
  const targets = store.prepare("SELECT definition FROM events_targets WHERE bus = ? AND rule = ? ORDER BY id");
  const index = createIndex<ActiveRule>();
  const byName = new Map<string, ActiveRule>();
  const enabled = "SELECT name, pattern FROM events_rules WHERE bus = ? AND state <> 'DISABLED' ORDER BY name";
  for (const row of store.prepare(enabled).all(bus)) {
    const name = row.name as string;
    const rule: ActiveRule = {
      bus,
      name,
      arn: ruleArn(context, bus, name),
      targets: targets.all(bus, name).map(target => JSON.parse(target.definition as string) as Target),
    };
    if (row.pattern !== null) index.add(rule, parsePattern(row.pattern as string));
    byName.set(name, rule);
  }
  return { match: event => index.match(event), find: name => byName.get(name) };
}
