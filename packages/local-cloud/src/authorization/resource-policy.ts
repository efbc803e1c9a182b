import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";
import { parseArn } from "../kernel/arn.ts";
import type { CloudContext } from "../kernel/service.ts";
import { readBuses } from "../services/events/buses/bus-store.ts";
import { functionPolicy } from "../services/lambda/function-policy.ts";
import { readSetting } from "../services/s3/bucket.ts";
import { queueByArn } from "../services/sqs/queues/find-queue.ts";
import { findKey } from "./find-key.ts";

/** The policy of a queue, a bus, a bucket, a function or a key, by the ARN of it or of what is in it; undefined where there is none. */
export function resourcePolicy(context: CloudContext, arn: string): Policy | undefined {
  const text = policyText(context, arn);
  if (text === undefined) return undefined;
  try {
    return parsePolicy(text, { name: arn, kind: "resource" });
  } catch (error) {
    // Services here take policies that AWS would refuse; such a policy gives nothing.
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

function policyText(context: CloudContext, arn: string): string | undefined {
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service === "sqs") return queueByArn(context, arn)?.settings.policy;
  if (service === "events") return readBuses(context).find(bus => bus.arn === arn)?.policy;
  if (service === "lambda") return functionPolicy(context, /^function:([^:]+)$/.exec(resource)?.[1] ?? "");
  if (service === "kms") return findKey(context, arn)?.policy;
  if (service !== "s3") return undefined;
  const policy = readSetting(context, resource.split("/")[0] ?? "", "policy");
  return typeof policy === "string" ? policy : undefined;
}

/**
 * Whether what is public is open to the bucket's account alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isClosedToPublic(context: CloudContext, arn: string): boolean {
  const { service, resource = "" } = parseArn(arn) ?? {};
  if (service !== "s3") return false;
  const blocked = readSetting(context, resource.split("/")[0] ?? "", "publicAccessBlock");
  return String((blocked as { RestrictPublicBuckets?: unknown } | undefined)?.RestrictPublicBuckets) === "true";
}
