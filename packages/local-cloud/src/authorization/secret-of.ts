import type { CloudContext } from "../kernel/service.ts";
import { functions } from "../services/lambda/function-store.ts";
import { sessions } from "../services/sts/sessions.ts";
import { type FunctionKeys, functionOfKey } from "./function-keys.ts";
import type { SigningSecret } from "./signature/verify-signature.ts";

/** Access key ids that people are told of: their secrets are the same. */
const DOCUMENTED: ReadonlySet<string> = new Set(["test", "local"]);

/**
 * The secret of an access key: of a function, of a session of AssumeRole, or of an administrator, who signs with the access key id
 * as the secret. Of any id but `test` that is only supposed: one with another secret belongs to nobody here.
 */
export function secretOf(
  context: CloudContext,
  accessKeyId: string,
  keys: FunctionKeys | undefined,
): SigningSecret | undefined {
  const session = sessions.find(context, accessKeyId);
  if (session !== undefined) {
    const { secret, token, expires } = session;
    return secret === undefined || token === undefined ? undefined : { secret, token, expires };
  }
  const name = functionOfKey(accessKeyId);
  if (name !== undefined && functions.find(context, name) !== undefined) return keys && { secret: keys.secretOf(name) };
  return { secret: accessKeyId, isSupposed: !DOCUMENTED.has(accessKeyId) };
}
