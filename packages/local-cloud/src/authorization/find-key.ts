import type { CloudContext } from "../kernel/service.ts";
import { type Key, keyArn, keySchema, keys, storedKey } from "../services/kms/keys/key-store.ts";

/** A key that a customer manages. */
export interface CustomerKey {
  readonly arn: string;
  /** Its policy, as JSON: nobody may use it but by that. */
  readonly policy: string;
  /** Why it cannot be used. */
  readonly fault?: "disabled" | "deleted";
}

/** Types of a key and of an alias in a graph. */
export const [KEY, ALIAS] = ["aws:kms/key:Key", "aws:kms/alias:Alias"] as const;

const KEYS = Symbol("keys by name");
const UNUSABLE = Symbol("whether any key cannot be used");

/**
 * The key that an id, an alias (`alias/clinic`) or the ARN of either names. Undefined for a key of AWS (`alias/aws/sqs`), which
 * all who may use its service may use, and for one that does not exist.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
 */
export function findKey(context: CloudContext, name: string): CustomerKey | undefined {
  const found = context.store.remembered(KEYS, () => new Map<string, CustomerKey | undefined>());
  if (!found.has(name)) found.set(name, readKey(context, name));
  return found.get(name);
}

/** Call this whenever keys, aliases or policies of keys have changed. */
export function forgetKeys(context: CloudContext): void {
  context.store.forget(KEYS);
  context.store.forget(UNUSABLE);
}

/** Whether any key cannot be used: mostly there is none. */
export function hasUnusableKeys(context: CloudContext): boolean {
  return context.store.remembered(UNUSABLE, () => {
    context.store.execute(keySchema);
    return keys.all(context).some(key => faultOf(key) !== undefined);
  });
}

function readKey(context: CloudContext, name: string): CustomerKey | undefined {
  context.store.execute(keySchema); // A cloud of a few services may be without KMS.
  const key = storedKey(context, name);
  const fault = key && faultOf(key);
  return key && { arn: keyArn(context, key.id), policy: key.policy, ...(fault && { fault }) };
}

/** One about to be deleted is as good as deleted. */
function faultOf({ isEnabled, deletion }: Key): CustomerKey["fault"] {
  if (deletion !== undefined) return "deleted";
  return isEnabled ? undefined : "disabled";
}
