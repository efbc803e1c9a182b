import type { ServiceConstraints } from "../../models/constraint.ts";
import { keySpecs } from "./keys/key-specs.ts";

const KEY_ID = { leastLength: 1, mostLength: 2_048 };
const ALIAS = { pattern: "[a-zA-Z0-9:/_-]+", leastLength: 1, mostLength: 256 };
const LIMIT = { least: 1, most: 1_000 };
const POLICY_NAME = { pattern: "[\\w]+", leastLength: 1, mostLength: 128 };

const encryption = { words: ["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"] };
const signing = {
  words: [
    ...["RSASSA_PSS_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PSS_SHA_512"],
    ...["RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512"],
    ...["ECDSA_SHA_256", "ECDSA_SHA_384", "ECDSA_SHA_512", "SM2DSA", "ML_DSA_SHAKE_256"],
    ...["ED25519_SHA_512", "ED25519_PH_SHA_512"],
  ],
};
const specs = {
  words: [...Object.keys(keySpecs), ...["SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ECC_NIST_EDWARDS25519"]],
};

/** From the reference of each operation: https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
export const constraints: ServiceConstraints = {
  members: {
    KeyId: KEY_ID,
    TargetKeyId: KEY_ID,
    SourceKeyId: KEY_ID,
    DestinationKeyId: KEY_ID,
    AliasName: ALIAS,
    Description: { mostLength: 8_192 },
    Policy: { leastLength: 1, mostLength: 131_072 },
    PolicyName: POLICY_NAME,
    Limit: LIMIT,
    "ListResourceTagsRequest.Limit": { least: 1, most: 50 },
    Marker: { leastLength: 1, mostLength: 1_024 },
    "CreateKeyRequest.KeySpec": specs,
    CustomerMasterKeySpec: specs,
    KeyUsage: { words: ["SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"] },
    Origin: { words: ["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] },
    EncryptionAlgorithm: encryption,
    SourceEncryptionAlgorithm: encryption,
    DestinationEncryptionAlgorithm: encryption,
    SigningAlgorithm: signing,
    MacAlgorithm: { words: ["HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"] },
    MessageType: { words: ["RAW", "DIGEST", "EXTERNAL_MU"] },
    "GenerateDataKeyRequest.KeySpec": { words: ["AES_256", "AES_128"] },
    "GenerateDataKeyWithoutPlaintextRequest.KeySpec": { words: ["AES_256", "AES_128"] },
    NumberOfBytes: { least: 1, most: 1_024 },
    PendingWindowInDays: { least: 7, most: 30 },
    RotationPeriodInDays: { least: 90, most: 2_560 },
    TagKey: { leastLength: 1, mostLength: 128 },
    TagValue: { mostLength: 256 },
  },
  orders: {},
  unsupported: [
    "GrantTokens",
    "Recipient",
    "DryRun",
    "CustomKeyStoreId",
    "XksKeyId",
    "RotationPeriodInDays",
    "DryRunModifiers",
  ],
};
