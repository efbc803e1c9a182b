import type { CloudContext } from "../kernel/service.ts";
import type { Access } from "./access/access.ts";
import { type Encryption, encryptionOf } from "./encryption.ts";

const [READ, WRITE] = ["kms:Decrypt", "kms:GenerateDataKey"];

/**
 * What an action on encrypted data needs of the data's key. A sender's data key is decrypted once, to see that it is whole;
 * DynamoDB decrypts the key of the table for whoever reads or writes it. HealthLake's page names DescribeKey as well, which
 * only making a data store is taken to need.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
 * https://docs.aws.amazon.com/healthlake/latest/devguide/encryption-at-rest.html
 */
const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ...each([WRITE, READ], "sqs:SendMessage"),
  ...each([READ], "sqs:ReceiveMessage"),
  ...each(
    [READ],
    ...["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"].map(
      ofTable,
    ),
    ...["ConditionCheckItem", "PartiQLInsert", "PartiQLUpdate", "PartiQLDelete", "PartiQLSelect", "GetRecords"].map(
      ofTable,
    ),
  ),
  ...each(
    [READ],
    ...["ReadResource", "VersionReadResource", "GetHistoryByResourceId", "SearchWithGet", "SearchWithPost"].map(
      ofStore,
    ),
  ),
  ...each([WRITE], ...["CreateResource", "UpdateResource", "PatchResource", "DeleteResource"].map(ofStore)),
]);

/** What an access needs of the key that its data is encrypted with; nothing where a key of AWS does that. */
export function keyUse(context: CloudContext, { action, resource }: Access): readonly Access[] {
  const actions = needed.get(action);
  return actions === undefined ? [] : usesOf(encryptionOf(context, resource), actions);
}

/** Uses of the key of an encryption, by their actions. */
export function usesOf(encryption: Encryption | undefined, actions: readonly string[]): readonly Access[] {
  if (encryption === undefined) return [];
  const { key } = encryption;
  // The service asks in its caller's name: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
  const context = { ...encryption.context, "aws:viaawsservice": "true" };
  return actions.map(action => ({ action, resource: key.arn, context }));
}

function each(actions: readonly string[], ...names: string[]): [string, readonly string[]][] {
  return names.map(name => [name, actions]);
}

function ofTable(name: string): string {
  return `dynamodb:${name}`;
}

function ofStore(name: string): string {
  return `healthlake:${name}`;
}
