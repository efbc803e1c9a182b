import type { OperationContext } from "../../../kernel/service.ts";
import type { ListKeysRequest } from "../../../models/kms-types.ts";
import { keyArn, keys, lookUpKey } from "../keys/key-store.ts";
import { page } from "../keys/page.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export function listKeys(input: ListKeysRequest, context: OperationContext): object {
  const present = keys.all(context).filter(({ id }) => lookUpKey(context, id) !== undefined);
  const { found, end } = page(present, ({ id }) => id, input);
  return { Keys: found.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(context, id) })), ...end };
}
