import type { CloudContext } from "../kernel/service.ts";
import type { Store } from "../kernel/store.ts";
import { keyArn, keySchema, lookUpKey } from "../services/kms/keys/key-store.ts";

/** A key that a customer manages. */
export interface CustomerKey {
  readonly arn: string;
  /** Its policy, as JSON: nobody may use it but by that. */
  readonly policy: string;
}

/** Types of a key and of an alias in a graph. */
export const [KEY, ALIAS] = ["aws:kms/key:Key", "aws:kms/alias:Alias"] as const;

const known = new WeakMap<Store, Map<string, CustomerKey | undefined>>();

/**
 * The key that an id, an alias (`alias/clinic`) or the ARN of either names. Undefined for a key of AWS (`alias/aws/sqs`), which
 * all who may use its service may use, and for one that does not exist.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
 */
export function findKey(context: CloudContext, name: string): CustomerKey | undefined {
  const keys = known.get(context.store) ?? new Map<string, CustomerKey | undefined>();
  known.set(context.store, keys);
  if (!keys.has(name)) keys.set(name, readKey(context, name));
  return keys.get(name);
}

/** Call this whenever keys, aliases or policies of keys have changed. */
export function forgetKeys(context: CloudContext): void {
  known.delete(context.store);
}

function readKey(context: CloudContext, name: string): CustomerKey | undefined {
  context.store.execute(keySchema); // A cloud of a few services may be without KMS.
  const key = lookUpKey(context, name);
  return key && { arn: keyArn(context, key.id), policy: key.policy };
}
