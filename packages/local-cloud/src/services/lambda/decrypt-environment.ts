import { findKey } from "../../authorization/find-key.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { FunctionConfiguration } from "./function-store.ts";

/**
 * Refuses an invocation whose environment Lambda could not decrypt: a customer's key has to be in use, and the function's role
 * has to be able to decrypt with it. Checked for each invocation, where AWS does so for each new environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export function checkEnvironmentKey(context: CloudContext, configuration: FunctionConfiguration): void {
  const { KMSKeyArn: KeyId, Environment, Role: role, FunctionName: session, FunctionArn } = configuration;
  if (!KeyId || Object.keys(Environment?.Variables ?? {}).length === 0) return;
  const fault = findKey(context, KeyId)?.fault;
  if (fault === "disabled") throw refused("KMSDisabledException", "the KMS key used is disabled");
  if (fault === "deleted") throw refused("KMSInvalidStateException", "the KMS key used is in an invalid state");
  const EncryptionContext = { "aws:lambda:FunctionArn": FunctionArn };
  try {
    context.holdToRole({ role, session, via: "lambda" }, "kms", "Decrypt", { KeyId, EncryptionContext });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw refused("KMSAccessDeniedException", "KMS access was denied", ` KMS Message: ${error.message}`);
  }
}

/** In the words that AWS is quoted with. */
function refused(code: string, reason: string, more = ""): AwsError {
  const exception = code.replace(/^KMS/, "");
  const message = `Lambda was unable to decrypt the environment variables because ${reason}. Please check the function's KMS key settings. KMS Exception: ${exception}${more}`;
  return new AwsError(code, message, { status: 502 });
}
