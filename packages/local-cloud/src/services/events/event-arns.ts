import { parseArn } from "../../kernel/arn.ts";
import type { CloudContext } from "../../kernel/service.ts";

/** The bus that every account has. */
export const DEFAULT_BUS = "default";

/** The ARN of something of EventBridge: `event-bus/<name>`, `rule/<bus>/<name>`, `archive/<name>`. */
export function eventsArn(context: CloudContext, resource: string): string {
  return `arn:aws:events:${context.region}:${context.account}:${resource}`;
}

/** The ARN of a rule; rules of the default bus do not name it. */
export function ruleArn(context: CloudContext, bus: string, rule: string): string {
  return eventsArn(context, bus === DEFAULT_BUS ? `rule/${rule}` : `rule/${bus}/${rule}`);
}

/** The name in a bus's name or ARN; undefined for an ARN of another account or region. */
export function busName(context: CloudContext, nameOrArn: string | undefined): string | undefined {
  if (!nameOrArn) return DEFAULT_BUS;
  if (!nameOrArn.startsWith("arn:")) return nameOrArn;
  const arn = parseArn(nameOrArn);
  const [kind, name] = arn?.resource.split("/") ?? [];
  const here = arn?.service === "events" && arn.region === context.region && arn.account === context.account;
  return here && kind === "event-bus" ? name : undefined;
}
