import { AwsError } from "../../kernel/aws-error.ts";

// Codes: https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html and the reference of each operation.

/** For a key or an alias that does not exist. */
export const notFound = (message: string) => new AwsError("NotFoundException", message);

/** For a key that is in a state in which it cannot do what is asked. */
export const invalidState = (message: string) => new AwsError("KMSInvalidStateException", message);

/** For a key of another usage. */
export const invalidUsage = (message: string) => new AwsError("InvalidKeyUsageException", message);

/** For ciphertext that was damaged, made by nothing here, or made with another encryption context: AWS says no more. */
export const invalidCiphertext = (cause?: unknown) => new AwsError("InvalidCiphertextException", "", { cause });

/** For ciphertext that another key made. */
export const incorrectKey = () =>
  new AwsError(
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation.",
  );

/** For a signature that is not of the message and the key. */
export const invalidSignature = () => new AwsError("KMSInvalidSignatureException", "");

/** For a code that is not of the message and the key. */
export const invalidMac = () => new AwsError("KMSInvalidMacException", "");

/** For a member that is wrong by itself, in words that quote no secret. */
export const validation = (message: string) => new AwsError("ValidationException", message);

/** For what no key of this kind can do, or the local cloud does not. */
export const unsupported = (message: string) => new AwsError("UnsupportedOperationException", message);
