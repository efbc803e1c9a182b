import type { OperationContext } from "../../../kernel/service.ts";
import type {
  GenerateDataKeyPairRequest,
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyRequest,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateRandomRequest,
} from "../../../models/kms-types.ts";
import { publicKeyOf } from "../crypto/asymmetric.ts";
import { encrypt } from "../crypto/encryption.ts";
import { keySpecs } from "../keys/key-specs.ts";
import { keyArn } from "../keys/key-store.ts";
import { unsupported, validation } from "../kms-errors.ts";

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

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export function generateDataKeyPair(input: GenerateDataKeyPairRequest, context: OperationContext): object {
  const { plaintext, ...answer } = dataKeyPair(input, context, "GenerateDataKeyPair");
  return { ...answer, PrivateKeyPlaintext: plaintext };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export function generateDataKeyPairWithoutPlaintext(
  input: GenerateDataKeyPairWithoutPlaintextRequest,
  context: OperationContext,
): object {
  const { plaintext: _plaintext, ...answer } = dataKeyPair(input, context, "GenerateDataKeyPairWithoutPlaintext");
  return answer;
}

function dataKeyPair(input: GenerateDataKeyPairRequest, context: OperationContext, operation: string) {
  const { KeyId, KeyPairSpec, EncryptionContext: about } = input;
  const kind = keySpecs[KeyPairSpec];
  if (!kind?.usages.includes("SIGN_VERIFY"))
    throw unsupported(`The local cloud makes no key pairs of the KeyPairSpec ${KeyPairSpec}.`);
  const privateKey = Buffer.from(kind.generate(context.random));
  const { bytes, key } = encrypt(context, privateKey, { keyId: KeyId, algorithm: undefined, about, operation });
  return {
    plaintext: privateKey.toString("base64"),
    ...{ PrivateKeyCiphertextBlob: bytes.toString("base64"), PublicKey: publicKeyOf(privateKey).toString("base64") },
    ...{ KeyId: keyArn(context, key.id), KeyPairSpec },
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export function generateRandom({ NumberOfBytes }: GenerateRandomRequest, context: OperationContext): object {
  if (NumberOfBytes === undefined) throw validation("NumberOfBytes is required.");
  return { Plaintext: Buffer.from(context.random.bytes(NumberOfBytes)).toString("base64") };
}
