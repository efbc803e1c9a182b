import type { CloudContext } from "../../../kernel/service.ts";
import { algorithmsOf, type KeyUsage } from "./key-specs.ts";
import { type Key, keyArn } from "./key-store.ts";

const lists: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: "EncryptionAlgorithms",
  SIGN_VERIFY: "SigningAlgorithms",
  GENERATE_VERIFY_MAC: "MacAlgorithms",
};

/** A key as requests get to see it. https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export function describeKey(context: CloudContext, key: Key): object {
  const { id, spec, usage, created, description, isEnabled, deletion } = key;
  return {
    AWSAccountId: context.account,
    KeyId: id,
    Arn: keyArn(context, id),
    CreationDate: created / 1_000,
    Enabled: isEnabled && deletion === undefined,
    Description: description,
    KeyUsage: usage,
    KeyState: stateOf(key),
    ...(deletion !== undefined && { DeletionDate: deletion / 1_000 }),
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    [lists[usage]]: algorithmsOf(spec, usage),
    MultiRegion: false,
  };
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export function stateOf({ isEnabled, deletion }: Key): "Enabled" | "Disabled" | "PendingDeletion" {
  if (deletion !== undefined) return "PendingDeletion";
  return isEnabled ? "Enabled" : "Disabled";
}
