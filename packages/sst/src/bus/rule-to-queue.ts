import type { Stack } from "../stack/create-stack.ts";
import type { Bus, Queue } from "../stack/existing.ts";
import { physicalName } from "../stack/physical-name.ts";

/** EventBridge's maximum of attempts; the age limit ends them earlier. */
const maximumRetryAttempts = 185;

interface RuleArgs {
  /** Logical name, without app and stage. */
  readonly physicalName: string;
  readonly description: string;
  /** The default bus if absent. */
  readonly bus?: Bus;
  readonly when: { readonly pattern: $util.Input<object> } | { readonly schedule: string };
  readonly queue: Queue;
  readonly queueName: string;
  /** Sent instead of the event. */
  readonly input?: Record<string, unknown>;
  readonly undelivered: Queue;
  readonly maximumEventAgeInSeconds: number;
}

/** The ARN of a rule, and its target. */
export interface Rule {
  readonly arn: $util.Output<string>;
  readonly target: $util.Resource;
}

/** A rule (`<name>Rule`) that sends events to a queue, and undeliverable ones to `undelivered`. */
export function ruleToQueue({ aws }: Stack, name: string, args: RuleArgs): Rule {
  const eventBusName = args.bus ? { eventBusName: args.bus.name } : {};
  const rule = new aws.cloudwatch.EventRule(`${name}Rule`, {
    name: physicalName("rule", args.physicalName),
    description: args.description,
    ...eventBusName,
    ...("schedule" in args.when
      ? { scheduleExpression: args.when.schedule }
      : { eventPattern: $jsonStringify(args.when.pattern) }),
  });
  const target = new aws.cloudwatch.EventTarget(`${name}Target`, {
    ...eventBusName,
    rule: rule.name,
    targetId: args.queueName,
    arn: args.queue.arn,
    ...(args.input && { input: JSON.stringify(args.input) }),
    deadLetterConfig: { arn: args.undelivered.arn },
    retryPolicy: { maximumEventAgeInSeconds: args.maximumEventAgeInSeconds, maximumRetryAttempts },
  });
  return { arn: rule.arn, target };
}
