import { encryptedWith } from "../../../authorization/encryption.ts";
import { keyPermitsService, permitsService } from "../../../authorization/lets-service.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { Queue } from "../../sqs/queues/find-queue.ts";

/**
 * Why EventBridge may not send to a queue for a rule; undefined where it may. The queue's policy has to let it, and the policy of
 * the customer's key that encrypts the queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#compatibility-with-aws-services
 */
export function refusesEventBridge(context: CloudContext, queue: Queue, ruleArn: string): string | undefined {
  const call = { service: "events.amazonaws.com", source: ruleArn, account: context.account };
  const { policy, key } = queue.settings;
  if (!permitsService(context, policy, { ...call, action: "sqs:SendMessage", resource: queue.arn }))
    return "The queue's policy does not allow events.amazonaws.com to send for this rule.";
  const encryption = encryptedWith(context, key, "sqs", { "aws:sqs:arn": queue.arn });
  if (!keyPermitsService(context, encryption, ["kms:GenerateDataKey", "kms:Decrypt"], call))
    return "The queue's key is not in use, or its policy does not allow events.amazonaws.com to use it for this rule.";
  return undefined;
}
