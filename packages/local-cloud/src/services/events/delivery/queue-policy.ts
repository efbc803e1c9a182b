import type { Queue } from "../../sqs/queues/find-queue.ts";
import { letsService } from "./service-policy.ts";

const verdicts = new Map<string, boolean>();

/**
 * Whether a queue's policy lets EventBridge send to it for a rule. A queue without a policy does not, as in AWS.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function allowsEventBridge(queue: Queue, ruleArn: string, account: string): boolean {
  const { policy } = queue.settings;
  if (policy === undefined) return false;
  const key = `${ruleArn}\n${queue.arn}\n${policy}`;
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  if (verdicts.size >= 1000) verdicts.clear();
  const verdict = letsService(policy, {
    ...{ service: "events.amazonaws.com", action: "sqs:SendMessage" },
    ...{ resource: queue.arn, source: ruleArn, account },
  });
  verdicts.set(key, verdict);
  return verdict;
}
