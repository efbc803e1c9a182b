import type { RequestContext } from "@tributary/iam-policy/access-request";
import { parseArn } from "../kernel/arn.ts";
import type { CloudContext } from "../kernel/service.ts";
import { findTable } from "../services/dynamodb/table.ts";
import { datastoreKey } from "../services/healthlake/datastore.ts";
import { queueByArn } from "../services/sqs/queues/find-queue.ts";
import { type CustomerKey, findKey } from "./find-key.ts";

/** The key of a customer that data is encrypted with, and what the data's service tells KMS when it uses the key. */
export interface Encryption {
  readonly key: CustomerKey;
  /** Condition keys of KMS, in lower case. */
  readonly context: RequestContext;
}

/** How a queue, table, stream or data store is encrypted, by its ARN; undefined where a key of AWS does, which needs no grant. */
export function encryptionOf(context: CloudContext, arn: string): Encryption | undefined {
  const { service, resource = "" } = parseArn(arn) ?? {};
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  if (service === "sqs")
    return encryptedWith(context, queueByArn(context, arn)?.settings.key, "sqs", { "aws:sqs:arn": arn });
  if (service === "dynamodb") {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    const name = resource.split("/")[1] ?? "";
    const key = findTable(context, name)?.described.SSEDescription?.KMSMasterKeyArn;
    const pairs = { "aws:dynamodb:tableName": name, "aws:dynamodb:subscriberId": context.account };
    return encryptedWith(context, key, "dynamodb", pairs);
  }
  if (service !== "healthlake") return undefined;
  // What HealthLake gives as encryption context is not documented.
  return encryptedWith(context, datastoreKey(context, resource.split("/")[2] ?? ""), "healthlake", {});
}

/** The key of a request that a service makes for a caller. */
export function viaService({ region }: CloudContext, service: string): RequestContext {
  return { "kms:viaservice": `${service}.${region}.amazonaws.com` };
}

/**
 * Of a key by its id, alias or ARN, used by a service with an encryption context.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function encryptedWith(
  context: CloudContext,
  name: string | undefined,
  service: string,
  pairs: Readonly<Record<string, string>>,
): Encryption | undefined {
  const key = name === undefined ? undefined : findKey(context, name);
  if (key === undefined) return undefined;
  const names = Object.keys(pairs);
  return {
    key,
    context: {
      "kms:calleraccount": context.account,
      ...viaService(context, service),
      ...(names.length > 0 && { "kms:encryptioncontextkeys": names }),
      ...Object.fromEntries(names.map(each => [`kms:encryptioncontext:${each.toLowerCase()}`, pairs[each] ?? ""])),
    },
  };
}
