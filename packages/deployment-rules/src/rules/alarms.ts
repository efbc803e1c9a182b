import { numberAt, ofType } from "../find.ts";
import type { DeploymentRule, Refusal } from "../refusal.ts";

const page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
const [HOUR, DAY, WEEK] = [3_600, 86_400, 604_800];

/** An alarm's period is one that CloudWatch has, and its evaluation looks back no further than CloudWatch does. */
export const alarms: DeploymentRule = resources =>
  ofType(resources, "alarm").flatMap((alarm): Refusal[] => {
    const refuse = (path: string, problem: string): Refusal => ({
      ...{ rule: "property-refused", resource: alarm, path: [path], problem, page },
    });
    const period = numberAt(alarm, "period", 60);
    const evaluated = numberAt(alarm, "evaluationPeriods", 1);
    const needed = numberAt(alarm, "datapointsToAlarm", evaluated);
    const most = period >= HOUR ? WEEK : DAY;
    const { threshold, thresholdMetricId } = alarm.inputs;
    return [
      ...([10, 20, 30].includes(period) || (period > 0 && period % 60 === 0)
        ? []
        : [refuse("period", `is ${period}, but AWS takes 10, 20, 30 and multiples of 60`)]),
      ...(period * evaluated <= most
        ? []
        : [
            refuse(
              "evaluationPeriods",
              `is ${evaluated} times ${period} seconds, but AWS allows ${most} seconds together`,
            ),
          ]),
      ...(needed <= evaluated
        ? []
        : [refuse("datapointsToAlarm", `is ${needed}, but only ${evaluated} are evaluated`)]),
      ...(threshold === undefined && thresholdMetricId === undefined
        ? [refuse("threshold", "is missing, but AWS asks for one, or for a thresholdMetricId")]
        : []),
    ];
  });
