import type { Service } from "../../kernel/service.ts";
import { requestReader } from "../../models/request-reader.ts";
import { awsJson } from "../../protocols/aws-json.ts";
import { constraints } from "./constraints.ts";
import { keySchema } from "./keys/key-store.ts";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./operations/aliases.ts";
import { createKey } from "./operations/create-key.ts";
import { describeKey } from "./operations/describe-key.ts";
import { decrypt, encrypt, reEncrypt } from "./operations/encryption.ts";
import {
  generateDataKey,
  generateDataKeyPair,
  generateDataKeyPairWithoutPlaintext,
  generateDataKeyWithoutPlaintext,
  generateRandom,
} from "./operations/generate.ts";
import { cancelKeyDeletion, scheduleKeyDeletion } from "./operations/key-deletion.ts";
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from "./operations/key-policies.ts";
import {
  disableKey,
  disableKeyRotation,
  enableKey,
  enableKeyRotation,
  getKeyRotationStatus,
  listResourceTags,
  tagResource,
  untagResource,
  updateKeyDescription,
} from "./operations/key-settings.ts";
import { listKeys } from "./operations/list-keys.ts";
import { generateMac, getPublicKey, sign, verify, verifyMac } from "./operations/signing.ts";

/** AWS KMS: keys, what they encrypt and sign, and their policies. docs/fidelity/kms.md lists what is supported. */
export const kmsService: Service = {
  name: "kms",
  title: "KMS",
  schema: keySchema,
  wire: awsJson({ version: "1.1", target: "TrentService", model: "kms" }),
  read: requestReader({ model: "kms", title: "KMS", javaPackage: "com.amazonaws.kms", longs: [], constraints }),
  operations: {
    CancelKeyDeletion: cancelKeyDeletion,
    CreateAlias: createAlias,
    CreateKey: createKey,
    Decrypt: decrypt,
    DeleteAlias: deleteAlias,
    DescribeKey: describeKey,
    DisableKey: disableKey,
    DisableKeyRotation: disableKeyRotation,
    EnableKey: enableKey,
    EnableKeyRotation: enableKeyRotation,
    Encrypt: encrypt,
    GenerateDataKey: generateDataKey,
    GenerateDataKeyPair: generateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext: generateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
    GenerateMac: generateMac,
    GenerateRandom: generateRandom,
    GetKeyPolicy: getKeyPolicy,
    GetKeyRotationStatus: getKeyRotationStatus,
    GetPublicKey: getPublicKey,
    ListAliases: listAliases,
    ListKeyPolicies: listKeyPolicies,
    ListKeys: listKeys,
    ListResourceTags: listResourceTags,
    PutKeyPolicy: putKeyPolicy,
    ReEncrypt: reEncrypt,
    ScheduleKeyDeletion: scheduleKeyDeletion,
    Sign: sign,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAlias: updateAlias,
    UpdateKeyDescription: updateKeyDescription,
    Verify: verify,
    VerifyMac: verifyMac,
  },
};
