import type { Stack } from "./create-stack.ts";
import { physicalName } from "./physical-name.ts";

interface AlarmArgs {
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Record<string, $util.Input<string>>;
  /** Value that raises the alarm. */
  readonly atLeast: number;
  readonly statistic?: "Maximum" | "Sum";
  /** Length of a period; default one. */
  readonly minutes?: number;
}

/**
 * A CloudWatch alarm, raised when the metric reaches a value within a period. It notifies the stack's alarm topic, if any;
 * without one, its changes are events on the account's default bus, where each team routes its own.
 */
export function alarm({ aws, alarmTopic }: Stack, name: string, args: AlarmArgs): void {
  new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: physicalName("alarm", name),
    alarmDescription: args.description,
    namespace: args.namespace,
    metricName: args.metric,
    dimensions: args.dimensions,
    statistic: args.statistic ?? "Maximum",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: args.atLeast,
    period: 60 * (args.minutes ?? 1),
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    ...(alarmTopic && { alarmActions: [alarmTopic], okActions: [alarmTopic] }),
  });
}
