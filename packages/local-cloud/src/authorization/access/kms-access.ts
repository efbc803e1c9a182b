import type { RequestContext } from "@tributary/iam-policy/access-request";
import type { CloudContext } from "../../kernel/service.ts";
import { keyIdIn } from "../../services/kms/crypto/ciphertext.ts";
import { aliasArn, aliases, keyArn, lookUpKey } from "../../services/kms/keys/key-store.ts";
import type { Access, AccessRule, Loose } from "./access.ts";

/** Operations on the key that `KeyId` names, whose action has their name. */
const onKey = [
  ...["CancelKeyDeletion", "DescribeKey", "DisableKey", "DisableKeyRotation", "EnableKey", "EnableKeyRotation"],
  ...["Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateMac", "GetKeyPolicy"],
  ...["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"],
  ...["GetKeyRotationStatus", "GetPublicKey", "ListKeyPolicies", "ListResourceTags", "PutKeyPolicy"],
  ...["ScheduleKeyDeletion", "Sign", "TagResource", "UntagResource", "UpdateKeyDescription", "Verify", "VerifyMac"],
];
/** Operations on no key. */
const onNone = ["CreateKey", "GenerateRandom", "ListAliases", "ListKeys"];

/** What KMS's operations need. https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html */
export const kmsAccess: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    onKey.map((operation): [string, AccessRule] => [
      operation,
      (input: Loose, context) => use(context, operation, input.KeyId, input),
    ]),
  ),
  ...Object.fromEntries(
    onNone.map((operation): [string, AccessRule] => [operation, () => [{ action: `kms:${operation}`, resource: "*" }]]),
  ),
  CreateAlias: ofAlias("CreateAlias"),
  DeleteAlias: ofAlias("DeleteAlias"),
  UpdateAlias: ofAlias("UpdateAlias"),
  Decrypt: (input: Loose, context) => use(context, "Decrypt", input.KeyId ?? keyOf(input.CiphertextBlob), input),
  ReEncrypt: (input: Loose, context) => [
    ...use(context, "ReEncryptFrom", input.SourceKeyId ?? keyOf(input.CiphertextBlob), {
      EncryptionContext: input.SourceEncryptionContext,
      EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
    }),
    ...use(context, "ReEncryptTo", input.DestinationKeyId, {
      EncryptionContext: input.DestinationEncryptionContext,
      EncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
    }),
  ],
};

/** Nothing for a key that does not exist: its operation says so. */
function use(context: CloudContext, operation: string, name: unknown, input: Loose): Access[] {
  const key = typeof name === "string" ? lookUpKey(context, name) : undefined;
  if (key === undefined) return [];
  const own = keysOf(context, operation, String(name), input);
  return [{ action: `kms:${operation}`, resource: keyArn(context, key.id), context: own }];
}

/** The action on the alias, and on the keys that it leads to, before and after. */
function ofAlias(operation: string): AccessRule {
  return ({ AliasName: name, TargetKeyId: target }: Loose, context) => {
    if (typeof name !== "string") return [];
    const before = operation === "CreateAlias" ? undefined : aliases.find(context, name)?.keyId;
    return [
      { action: `kms:${operation}`, resource: aliasArn(context, name) },
      ...[before, target].flatMap(id => use(context, operation, id, {})),
    ];
  };
}

function keyOf(ciphertext: unknown): string | undefined {
  return typeof ciphertext === "string" ? keyIdIn(Buffer.from(ciphertext, "base64")) : undefined;
}

/** What a request says of its use of a key, by operation. https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
const said: Readonly<Record<string, readonly string[]>> = {
  ...each(["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo"], ["EncryptionAlgorithm", "EncryptionContext"]),
  ...each(["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"], ["EncryptionAlgorithm", "EncryptionContext"]),
  ...each(["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"], ["EncryptionContext", "KeyPairSpec"]),
  ...each(["Sign", "Verify"], ["SigningAlgorithm", "MessageType"]),
  ...each(["GenerateMac", "VerifyMac"], ["MacAlgorithm"]),
  ...each(["DescribeKey", "GetPublicKey"], []),
};

/** Condition keys that are named otherwise than the member. */
const conditionKeys: Readonly<Record<string, string>> = { KeyPairSpec: "datakeypairspec" };

function each(operations: readonly string[], members: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(operations.map(operation => [operation, members]));
}

function keysOf({ account }: CloudContext, operation: string, name: string, input: Loose): RequestContext {
  const caller = { "kms:calleraccount": account };
  const members = Object.hasOwn(said, operation) ? said[operation] : undefined;
  if (members === undefined) return caller;
  const alias = /(?:^|:)(alias\/.*)$/.exec(name)?.[1];
  const texts = members.flatMap(member => {
    const value = input[member];
    return typeof value === "string" ? [[`kms:${conditionKeys[member] ?? member.toLowerCase()}`, value]] : [];
  });
  const pairs = members.includes("EncryptionContext") ? Object.entries((input.EncryptionContext ?? {}) as object) : [];
  return {
    ...caller,
    ...(alias !== undefined && { "kms:requestalias": alias }),
    ...Object.fromEntries(texts),
    ...(pairs.length > 0 && { "kms:encryptioncontextkeys": pairs.map(([key]) => key) }),
    ...Object.fromEntries(pairs.map(([key, value]) => [`kms:encryptioncontext:${key.toLowerCase()}`, String(value)])),
  };
}
