import type { OperationContext } from "../../../kernel/service.ts";
import type {
  GenerateDataKeyRequest,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateRandomRequest,
} from "../../../models/kms-types.ts";
import { encrypt } from "../crypto/encryption.ts";
import { keyArn } from "../keys/key-store.ts";
import { validation } from "../kms-errors.ts";

const lengths: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export function generateDataKey(input: GenerateDataKeyRequest, context: OperationContext): object {
  const { plaintext, ...answer } = dataKey(input, context, "GenerateDataKey");
  return { ...answer, Plaintext: plaintext };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export function generateDataKeyWithoutPlaintext(
  input: GenerateDataKeyWithoutPlaintextRequest,
  context: OperationContext,
): object {
  const { plaintext: _plaintext, ...answer } = dataKey(input, context, "GenerateDataKeyWithoutPlaintext");
  return answer;
}

function dataKey(input: GenerateDataKeyRequest, context: OperationContext, operation: string) {
  const { KeyId, KeySpec, NumberOfBytes, EncryptionContext: about } = input;
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw validation("Please specify either number of bytes or key spec.");
  const length = NumberOfBytes ?? lengths[KeySpec ?? ""] ?? 0;
  const plaintext = Buffer.from(context.random.bytes(length));
  const { bytes, key } = encrypt(context, plaintext, { keyId: KeyId, algorithm: undefined, about, operation });
  return {
    plaintext: plaintext.toString("base64"),
    ...{ CiphertextBlob: bytes.toString("base64"), KeyId: keyArn(context, key.id) },
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export function generateRandom({ NumberOfBytes }: GenerateRandomRequest, context: OperationContext): object {
  if (NumberOfBytes === undefined) throw validation("NumberOfBytes is required.");
  return { Plaintext: Buffer.from(context.random.bytes(NumberOfBytes)).toString("base64") };
}
