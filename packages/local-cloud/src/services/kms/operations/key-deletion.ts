import type { OperationContext } from "../../../kernel/service.ts";
import type { CancelKeyDeletionRequest, ScheduleKeyDeletionRequest } from "../../../models/kms-types.ts";
import { changeableKey, findKey, keyArn, keys } from "../keys/key-store.ts";
import { invalidState } from "../kms-errors.ts";

const DAY = 86_400_000;
/** Days that a key waits for its end unless told. */
const USUAL_DAYS = 30;

/** The key and what it encrypted are lost when the time is over. https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export function scheduleKeyDeletion(input: ScheduleKeyDeletionRequest, context: OperationContext): object {
  const key = changeableKey(context, input.KeyId);
  const days = input.PendingWindowInDays ?? USUAL_DAYS;
  const deletion = context.clock.now() + days * DAY;
  keys.put(context, key.id, { ...key, deletion });
  return {
    ...{ KeyId: keyArn(context, key.id), DeletionDate: deletion / 1_000 },
    ...{ KeyState: "PendingDeletion", PendingWindowInDays: days },
  };
}

/** The key is disabled then. https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export function cancelKeyDeletion({ KeyId }: CancelKeyDeletionRequest, context: OperationContext): object {
  const { deletion, ...key } = findKey(context, KeyId);
  const arn = keyArn(context, key.id);
  if (deletion === undefined) throw invalidState(`${arn} is not pending deletion.`);
  keys.put(context, key.id, { ...key, isEnabled: false });
  return { KeyId: arn };
}
