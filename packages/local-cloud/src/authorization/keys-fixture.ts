import type { CloudContext } from "../kernel/service.ts";
import { aliasArn, keyArn, keySchema } from "../services/kms/keys/key-store.ts";
import { createAlias } from "../services/kms/operations/aliases.ts";
import { createKey } from "../services/kms/operations/create-key.ts";
import { disableKey } from "../services/kms/operations/key-settings.ts";
import { forgetKeys } from "./find-key.ts";

/** Makes a key in a cloud, also in one without KMS; returns its ARN. */
export function deployKey(context: CloudContext, KeyId: string, { policy }: { readonly policy?: string }): string {
  context.store.execute(keySchema);
  createKey({ KeyId, ...(policy && { Policy: policy }) }, { ...context, requestId: "", accessKeyId: "" });
  forgetKeys(context);
  return keyArn(context, KeyId);
}

/** Disables a key. */
export function disable(context: CloudContext, KeyId: string): void {
  disableKey({ KeyId }, { ...context, requestId: "", accessKeyId: "" });
  forgetKeys(context);
}

/** Makes an alias of a key, `alias/clinic`; returns its ARN. */
export function deployAlias(context: CloudContext, AliasName: string, TargetKeyId: string): string {
  createAlias({ AliasName, TargetKeyId }, { ...context, requestId: "", accessKeyId: "" });
  forgetKeys(context);
  return aliasArn(context, AliasName);
}
