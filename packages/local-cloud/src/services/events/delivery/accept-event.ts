import { encryptedWith } from "../../../authorization/encryption.ts";
import { keyPermitsService } from "../../../authorization/lets-service.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { busSettings } from "../buses/bus-store.ts";
import { eventsArn } from "../event-arns.ts";
import type { WrittenEvent } from "../puts/event.ts";
import { keepDeadLetter } from "./dead-letters.ts";

/**
 * Whether a bus can take an event: EventBridge encrypts it under the key of the bus, which a customer's key has to let it, but
 * for events of AWS services. What it cannot encrypt goes to the dead-letter queue of the bus, or is dropped.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq.html
 */
export function acceptsEvent(context: CloudContext, bus: string, { event, text, trace }: WrittenEvent): boolean {
  const { KmsKeyIdentifier: key, DeadLetterConfig } = busSettings(context, bus);
  if (key === undefined || event.source.startsWith("aws.")) return true;
  const arn = eventsArn(context, `event-bus/${bus}`);
  const encryption = encryptedWith(context, key, "events", { "aws:events:event-bus:arn": arn });
  const call = { service: "events.amazonaws.com", source: arn, account: context.account };
  if (keyPermitsService(context, encryption, ["kms:GenerateDataKey", "kms:Decrypt"], call)) return true;
  // AWS does not document the attributes of such a dead letter.
  const attributes = {
    ERROR_CODE: "NO_PERMISSIONS",
    ERROR_MESSAGE: "EventBridge may not use the key of the event bus.",
  };
  const isKept = keepDeadLetter(context, DeadLetterConfig?.Arn, arn, { text, trace, attributes });
  context.report({
    kind: isKept ? "events:dead-lettered" : "events:dropped",
    name: bus,
    count: 1,
    bodies: () => [text],
  });
  return false;
}
