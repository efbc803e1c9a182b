import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CloudContext, OperationContext } from "../../../kernel/service.ts";
import type {
  GenerateMacRequest,
  GetPublicKeyRequest,
  SignRequest,
  VerifyMacRequest,
  VerifyRequest,
} from "../../../models/kms-types.ts";
import { publicKeyOf } from "../crypto/asymmetric.ts";
import { blob } from "../crypto/blob.ts";
import { hashOf } from "../crypto/hash-of.ts";
import { isSignatureOf, signDigest } from "../crypto/sign-digest.ts";
import { describeKey } from "../keys/describe-key.ts";
import { algorithmsOf, type KeyUsage } from "../keys/key-specs.ts";
import { type Key, keyArn, materialOf, usableKey } from "../keys/key-store.ts";
import { invalidMac, invalidSignature, invalidUsage, unsupported, validation } from "../kms-errors.ts";

const [MOST_MESSAGE, MOST_SIGNATURE] = [4_096, 6_144];

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export function sign(input: SignRequest, context: OperationContext): object {
  const { KeyId, SigningAlgorithm } = input;
  const key = keyFor(context, KeyId, "Sign", "SIGN_VERIFY", SigningAlgorithm);
  const signature = signDigest(materialOf(context, key), SigningAlgorithm, digestIn(input));
  return { KeyId: keyArn(context, key.id), Signature: signature.toString("base64"), SigningAlgorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export function verify(input: VerifyRequest, context: OperationContext): object {
  const { KeyId, SigningAlgorithm } = input;
  const key = keyFor(context, KeyId, "Verify", "SIGN_VERIFY", SigningAlgorithm);
  const signature = blob(input.Signature, "Signature", 1, MOST_SIGNATURE);
  if (!isSignatureOf(materialOf(context, key), SigningAlgorithm, digestIn(input), signature)) throw invalidSignature();
  return { KeyId: keyArn(context, key.id), SignatureValid: true, SigningAlgorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export function generateMac(input: GenerateMacRequest, context: OperationContext): object {
  const { KeyId, MacAlgorithm } = input;
  const key = keyFor(context, KeyId, "GenerateMac", "GENERATE_VERIFY_MAC", MacAlgorithm);
  return { KeyId: keyArn(context, key.id), Mac: macOf(context, key, input).toString("base64"), MacAlgorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html */
export function verifyMac(input: VerifyMacRequest, context: OperationContext): object {
  const { KeyId, MacAlgorithm } = input;
  const key = keyFor(context, KeyId, "VerifyMac", "GENERATE_VERIFY_MAC", MacAlgorithm);
  const [expected, stated] = [macOf(context, key, input), blob(input.Mac, "Mac", 1, MOST_SIGNATURE)];
  if (expected.length !== stated.length || !timingSafeEqual(expected, stated)) throw invalidMac();
  return { KeyId: keyArn(context, key.id), MacValid: true, MacAlgorithm };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export function getPublicKey({ KeyId }: GetPublicKeyRequest, context: OperationContext): object {
  const key = usableKey(context, KeyId, "GetPublicKey");
  if (!/^(RSA|ECC)/.test(key.spec))
    throw unsupported(`${keyArn(context, key.id)} is not an asymmetric key: it has no public key.`);
  const described = describeKey(context, key) as Readonly<Record<string, unknown>>;
  const { CustomerMasterKeySpec, KeySpec, KeyUsage, EncryptionAlgorithms, SigningAlgorithms } = described;
  return {
    ...{ KeyId: keyArn(context, key.id), PublicKey: publicKeyOf(materialOf(context, key)).toString("base64") },
    ...{ CustomerMasterKeySpec, KeySpec, KeyUsage, EncryptionAlgorithms, SigningAlgorithms },
  };
}

function keyFor(context: CloudContext, id: string, operation: string, usage: KeyUsage, algorithm: string): Key {
  const key = usableKey(context, id, operation, usage);
  if (!algorithmsOf(key.spec, usage).includes(algorithm))
    throw invalidUsage(`Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`);
  return key;
}

interface Signed {
  readonly Message: string;
  readonly MessageType?: string | undefined;
  readonly SigningAlgorithm: string;
}

/** The digest of a message, or the message if it is one. */
function digestIn({ Message, MessageType = "RAW", SigningAlgorithm }: Signed): Buffer {
  const message = blob(Message, "Message", 1, MOST_MESSAGE);
  if (MessageType === "RAW") return createHash(hashOf(SigningAlgorithm)).update(message).digest();
  if (MessageType !== "DIGEST") throw unsupported(`The local cloud does not support the MessageType ${MessageType}.`);
  const length = Number(SigningAlgorithm.slice(-3)) / 8;
  if (message.length !== length) throw validation(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  return message;
}

function macOf(context: CloudContext, key: Key, { Message, MacAlgorithm }: GenerateMacRequest): Buffer {
  const hash = `sha${MacAlgorithm.slice(-3)}`;
  return createHmac(hash, materialOf(context, key))
    .update(blob(Message, "Message", 1, MOST_MESSAGE))
    .digest();
}
