import type { OperationContext } from "../../../kernel/service.ts";
import { ruleArn } from "../event-arns.ts";
import { refuseParameters, required, validation } from "../events-errors.ts";
import { findBus } from "../find-bus.ts";
import { checkPattern } from "../rule-store.ts";
import { forgetRules } from "../rules-of-bus.ts";
import { type Tag, writeTags } from "../tags.ts";

interface PutRuleInput {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: readonly Tag[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export function putRule(input: PutRuleInput, context: OperationContext): { RuleArn: string } {
  refuseParameters(input, "PutRule", ["ScheduleExpression"]);
  const name = required(input.Name, "name");
  const { EventPattern, State = "ENABLED", Description = null, RoleArn = null, Tags = [] } = input;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw validation("The name of the rule is not valid.");
  if (!EventPattern) throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (State !== "ENABLED" && State !== "DISABLED")
    throw validation(`The local cloud does not support State ${State} of EventBridge PutRule.`);
  checkPattern(EventPattern);
  const bus = findBus(context, input.EventBusName);
  const arn = ruleArn(context, bus, name);
  const { store } = context;
  store.transaction(() => {
    store
      .prepare(
        `INSERT INTO events_rules (bus, name, pattern, state, description, role_arn) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (bus, name) DO UPDATE SET pattern = excluded.pattern, state = excluded.state,
           description = excluded.description, role_arn = excluded.role_arn`,
      )
      .run(bus, name, EventPattern, State, Description, RoleArn);
    writeTags(context, arn, Tags);
  });
  forgetRules(context);
  return { RuleArn: arn };
}
