import { type Deployed, deployed } from "../graph/deployed.ts";
import { parseArn } from "../kernel/arn.ts";
import type { CloudContext } from "../kernel/service.ts";
import type { Store } from "../kernel/store.ts";

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
  context.store.execute(deployed.schema);
  const id = name.startsWith("arn:") ? (parseArn(name)?.resource ?? "") : name;
  if (!id.startsWith("alias/")) {
    const key = deployedAs(context, KEY, id.replace(/^key\//, ""));
    return key && { arn: String(key.resource.outputs.arn), policy: policyOf(context, key) };
  }
  const target = deployedAs(context, ALIAS, id)?.resource.inputs.targetKeyId;
  return typeof target === "string" ? readKey(context, target) : undefined;
}

function deployedAs(context: CloudContext, type: string, id: string): Deployed | undefined {
  return deployed.find(context, `${type}\n${id}`);
}

/** The given one, or that of a key made without: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function policyOf({ account }: CloudContext, { resource }: Deployed): string {
  const { policy } = resource.inputs;
  if (typeof policy === "string" && policy !== "") return policy;
  const everyone = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` } };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: { Sid: "Enable IAM User Permissions", ...everyone, Action: "kms:*", Resource: "*" },
  });
}
