import type { OperationContext } from "../../../kernel/service.ts";
import type { DecryptRequest, EncryptRequest, ReEncryptRequest } from "../../../models/kms-types.ts";
import { blob } from "../crypto/blob.ts";
import { decrypt as decryptBlob, encrypt as encryptBlob } from "../crypto/encryption.ts";
import { keyArn } from "../keys/key-store.ts";
import { validation } from "../kms-errors.ts";

/** Bytes that one call encrypts, and that a ciphertext may have. */
const [MOST_PLAINTEXT, MOST_CIPHERTEXT] = [4_096, 6_144];

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export function encrypt(input: EncryptRequest, context: OperationContext): object {
  const { bytes, key, algorithm } = encryptBlob(context, blob(input.Plaintext, "Plaintext", 1, MOST_PLAINTEXT), {
    ...{
      keyId: input.KeyId,
      algorithm: input.EncryptionAlgorithm,
      about: input.EncryptionContext,
      operation: "Encrypt",
    },
  });
  return { CiphertextBlob: bytes.toString("base64"), KeyId: keyArn(context, key.id), EncryptionAlgorithm: algorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export function decrypt(input: DecryptRequest, context: OperationContext): object {
  if (input.CiphertextBlob === undefined) throw validation("CiphertextBlob is required.");
  const { bytes, key, algorithm } = decryptBlob(
    context,
    blob(input.CiphertextBlob, "CiphertextBlob", 1, MOST_CIPHERTEXT),
    { keyId: input.KeyId, algorithm: input.EncryptionAlgorithm, about: input.EncryptionContext, operation: "Decrypt" },
  );
  return { Plaintext: bytes.toString("base64"), KeyId: keyArn(context, key.id), EncryptionAlgorithm: algorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
export function reEncrypt(input: ReEncryptRequest, context: OperationContext): object {
  const operation = "ReEncrypt";
  if (input.CiphertextBlob === undefined) throw validation("CiphertextBlob is required.");
  const from = decryptBlob(context, blob(input.CiphertextBlob, "CiphertextBlob", 1, MOST_CIPHERTEXT), {
    ...{ keyId: input.SourceKeyId, algorithm: input.SourceEncryptionAlgorithm },
    ...{ about: input.SourceEncryptionContext, operation },
  });
  const to = encryptBlob(context, from.bytes, {
    ...{ keyId: input.DestinationKeyId, algorithm: input.DestinationEncryptionAlgorithm },
    ...{ about: input.DestinationEncryptionContext, operation },
  });
  return {
    CiphertextBlob: to.bytes.toString("base64"),
    ...{ SourceKeyId: keyArn(context, from.key.id), KeyId: keyArn(context, to.key.id) },
    ...{ SourceEncryptionAlgorithm: from.algorithm, DestinationEncryptionAlgorithm: to.algorithm },
  };
}
