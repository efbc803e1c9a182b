import type { OperationContext } from "../../../kernel/service.ts";
import type {
  GetKeyRotationStatusRequest,
  ListResourceTagsRequest,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateKeyDescriptionRequest,
} from "../../../models/kms-types.ts";
import { changeableKey, findKey, type Key, keyArn, keys } from "../keys/key-store.ts";
import { listTags, tagsOf } from "../keys/tags.ts";
import { unsupported } from "../kms-errors.ts";

interface OfKey {
  readonly KeyId: string;
}

/** An operation that changes one setting of a key. */
function change<Input extends OfKey>(changed: (key: Key, input: Input) => Partial<Key>) {
  return (input: Input, context: OperationContext): void => {
    const key = changeableKey(context, input.KeyId);
    keys.put(context, key.id, { ...key, ...changed(key, input) });
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey = change(() => ({ isEnabled: true }));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey = change(() => ({ isEnabled: false }));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription = change((_key, { Description }: UpdateKeyDescriptionRequest) => ({
  description: Description,
}));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const tagResource = change(({ tags }, { Tags }: TagResourceRequest) => ({ tags: { ...tags, ...tagsOf(Tags) } }));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const untagResource = change(({ tags }, { TagKeys }: UntagResourceRequest) => ({
  tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
}));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export function listResourceTags({ KeyId }: ListResourceTagsRequest, context: OperationContext): object {
  return { Tags: listTags(findKey(context, KeyId).tags), Truncated: false };
}

/** Stored; the material stays the same. https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation = change(({ spec }) => {
  if (spec !== "SYMMETRIC_DEFAULT") throw unsupported("Only symmetric encryption keys are rotated.");
  return { isRotated: true };
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation = change(() => ({ isRotated: false }));

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export function getKeyRotationStatus({ KeyId }: GetKeyRotationStatusRequest, context: OperationContext): object {
  const { id, isRotated } = findKey(context, KeyId);
  return { KeyId: keyArn(context, id), KeyRotationEnabled: isRotated, ...(isRotated && { RotationPeriodInDays: 365 }) };
}
