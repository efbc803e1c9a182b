import type { CloudContext } from "../../../kernel/service.ts";
import { sendToDeadLetters } from "./dead-letters.ts";
import type { Delivery, RouteEvent } from "./delivery.ts";
import { postpone } from "./postpone.ts";
import { retryDelay } from "./retry-delay.ts";
import { sendToTarget } from "./send-to-target.ts";

/** A target's retry policy where it has none. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 86_400;

/** Tries to deliver, in the caller's transaction. What fails is retried later, sent to the dead-letter queue, or counted as dropped. */
export function deliver(context: CloudContext, delivery: Delivery, route: RouteEvent): void {
  const failure = sendToTarget(context, delivery, route);
  const { rule, target, text, attempts, acceptedAt } = delivery;
  const step = { name: rule.name, count: 1, target: target.Arn, bodies: () => [text] };
  if (!failure) {
    context.report({ kind: "events:delivered", ...step });
    return;
  }
  const { MaximumRetryAttempts = DEFAULT_RETRY_ATTEMPTS, MaximumEventAgeInSeconds = DEFAULT_EVENT_AGE_SECONDS } =
    target.RetryPolicy ?? {};
  const now = context.clock.now();
  const tooOldAt = acceptedAt + MaximumEventAgeInSeconds * 1000;
  const exhausted =
    attempts >= MaximumRetryAttempts
      ? "MaximumRetryAttempts"
      : now >= tooOldAt
        ? "MaximumEventAgeInSeconds"
        : undefined;
  if (!failure.retryable || exhausted) {
    sendToDeadLetters(context, delivery, failure, failure.retryable ? exhausted : undefined);
    return;
  }
  context.report({ kind: "events:retried", ...step });
  const due = now + retryDelay(attempts, context.random);
  postpone(context, { ...delivery, attempts: attempts + 1 }, Math.min(due, tooOldAt));
}
