import { deadLetters, letEventBridgeSend } from "../queue/encrypted-queue.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Bus } from "../stack/existing.ts";

/** A bus, its stack, and its name in the contracts. */
export interface EventBus {
  readonly stack: Stack;
  readonly contractName: string;
  readonly component: Bus;
}

/** A bus under the stack's key. Its dead letters (`<name>DeadLetters`) hold events that EventBridge could not decrypt. */
export function encryptedBus(stack: Stack, name: string): sst.aws.Bus {
  const { sst, key, durable } = stack;
  const letters = deadLetters(stack, `${name}DeadLetters`);
  const bus = new sst.aws.Bus(
    name,
    { transform: { bus: { kmsKeyIdentifier: key.arn, deadLetterConfig: { arn: letters.arn } } } },
    durable,
  );
  letEventBridgeSend(stack, `${name}DeadLetters`, letters, [bus.arn]);
  return bus;
}
