import { compile } from "@tributary/event-pattern/compile";
import { implies } from "@tributary/event-pattern/implies";
import { overlap } from "@tributary/event-pattern/overlap";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";

interface Subscription {
  readonly rule: WiredResource;
  readonly arn: string;
  readonly pattern: unknown;
}

/** The envelope of an event, whose fields are single texts: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
const text = { type: "string" };
const schema = {
  type: "object",
  properties: { source: text, "detail-type": text, account: text, region: text, id: text, time: text },
};
const within = { schema, validate: hasTextEnvelope };

/** Whether two rules of one bus bring the same event to the same target, which then receives it twice. */
export function checkSubscriptions(wiring: Wiring): Diagnostic[] {
  const all = ofType(wiring, "EventTarget").flatMap(target => subscription(wiring, target));
  return all.flatMap((later, at) =>
    all.slice(0, at).flatMap(earlier => {
      const isSame = later.arn === earlier.arn && later.rule !== earlier.rule;
      if (!isSame || later.rule.inputs.eventBusName !== earlier.rule.inputs.eventBusName) return [];
      const how = relation(later, earlier);
      if (how === undefined) return [];
      const message = `the rule ${later.rule.name} ${how} ${earlier.rule.name}, and both lead to one target`;
      const fix = "remove one of the rules, or narrow its pattern so that no event matches both";
      const severity = how.startsWith("may") ? "warning" : "error";
      const place = `${later.rule.pointer}/inputs/eventPattern`;
      return [finding("rule-overlap", wiring.source, place, message, { fix, severity })];
    }),
  );
}

/** What a rule does to another, as a verb; undefined when no event matches both. */
function relation({ pattern: later }: Subscription, { pattern: earlier }: Subscription): string | undefined {
  const { verdict } = overlap(later, earlier, within);
  if (verdict === "no") return undefined;
  const isNarrower = implies(later, earlier, within).verdict === "yes";
  const isWider = implies(earlier, later, within).verdict === "yes";
  if (verdict === "unknown") return "may select some events of";
  if (isNarrower && isWider) return "selects the same events as";
  return isNarrower ? "selects only events of" : isWider ? "selects all events of" : "selects some events of";
}

function subscription(wiring: Wiring, { inputs }: WiredResource): Subscription[] {
  const arn = textAt(inputs, "arn");
  const rule = ofType(wiring, "EventRule").find(
    each => each.inputs.name === inputs.rule && each.inputs.eventBusName === inputs.eventBusName,
  );
  if (rule === undefined || arn === undefined) return [];
  try {
    // A rule with a schedule has no pattern; a refused pattern cannot be deployed.
    return [{ rule, arn, pattern: compile(JSON.parse(textAt(rule.inputs, "eventPattern") ?? "null")) }];
  } catch (error) {
    if (error instanceof PatternError || error instanceof SyntaxError) return [];
    throw error;
  }
}

function hasTextEnvelope(event: unknown): boolean {
  return (
    typeof event === "object" &&
    event !== null &&
    Object.entries(event).every(([name, value]) => !Object.hasOwn(schema.properties, name) || typeof value === "string")
  );
}
