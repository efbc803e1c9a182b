import { parseArn } from "../../kernel/arn.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { findBus } from "./buses/find-bus.ts";
import { DEFAULT_BUS, eventsArn, ruleArn } from "./event-arns.ts";
import { validation } from "./events-errors.ts";
import { findRule } from "./rules/rule-store.ts";

/** The ARN of an existing bus or rule, which alone may have tags; `ResourceNotFoundException` or `ValidationException` for any other. */
export function taggable(context: CloudContext, arn: string): string {
  const [kind, ...names] = parseArn(arn)?.resource.split("/") ?? [];
  if (kind === "event-bus" && names.length === 1) {
    const bus = findBus(context, arn);
    if (arn === eventsArn(context, `event-bus/${bus}`)) return arn;
  }
  const rule = names.at(-1);
  if (kind === "rule" && rule !== undefined && names.length <= 2) {
    const bus = names.length === 2 ? names[0] : DEFAULT_BUS;
    const { name } = findRule(context, rule, bus);
    if (arn === ruleArn(context, bus ?? DEFAULT_BUS, name)) return arn;
  }
  throw validation("Parameter ResourceARN is not valid. Reason: it is the ARN of no event bus and no rule.");
}
