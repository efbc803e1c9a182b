import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, knownInputs, type ResourceType } from "../resource-type.ts";

const made = ["customerMasterKeySpec", "keyUsage", "multiRegion"];
const set = ["description", "policy", "isEnabled", "enableKeyRotation", "tags"];
const kept = ["deletionWindowInDays", "rotationPeriodInDays", "bypassPolicyLockoutSafetyCheck", "tagsAll"];

/** aws:kms/key:Key */
export const kmsKey: ResourceType = {
  create(resource, deployment) {
    const { customerMasterKeySpec, keyUsage, multiRegion, policy } = knownInputs(resource, [...made, ...set], kept);
    const KeyId = resource.id;
    // A key that a stage has left waits for its end, and is as good as before.
    if (!bringBack(KeyId, deployment))
      deployment.call("kms", "CreateKey", {
        KeyId,
        ...given<unknown>({
          KeySpec: customerMasterKeySpec,
          KeyUsage: keyUsage,
          MultiRegion: multiRegion,
          Policy: policy,
        }),
      });
    return settle(resource, deployment);
  },
  update(resource, deployment) {
    knownInputs(resource, [...made, ...set], kept);
    return settle(resource, deployment);
  },
  drop({ id, inputs }, { call }) {
    const PendingWindowInDays = inputs.deletionWindowInDays ?? 30;
    call("kms", "ScheduleKeyDeletion", { KeyId: id, PendingWindowInDays });
  },
};

interface Described {
  readonly KeyMetadata: { readonly Arn: string; readonly KeyState: string };
}

function bringBack(KeyId: string, { call }: Deployment): boolean {
  const { Keys } = call<{ Keys: readonly { readonly KeyId: string }[] }>("kms", "ListKeys", { Limit: 1_000 });
  if (!Keys.some(key => key.KeyId === KeyId)) return false;
  const { KeyMetadata } = call<Described>("kms", "DescribeKey", { KeyId });
  if (KeyMetadata.KeyState === "PendingDeletion") call("kms", "CancelKeyDeletion", { KeyId });
  return true;
}

/** Sets what may change of a key. */
function settle({ id: KeyId, inputs }: GraphResource, { call }: Deployment): string {
  const { description = "", policy, isEnabled = true, enableKeyRotation = false, tags } = inputs;
  call("kms", isEnabled ? "EnableKey" : "DisableKey", { KeyId });
  call("kms", "UpdateKeyDescription", { KeyId, Description: description });
  if (policy !== undefined && policy !== "") call("kms", "PutKeyPolicy", { KeyId, Policy: policy });
  call("kms", enableKeyRotation ? "EnableKeyRotation" : "DisableKeyRotation", { KeyId });
  const Tags = Object.entries((tags ?? {}) as object).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  if (Tags.length > 0) call("kms", "TagResource", { KeyId, Tags });
  return call<Described>("kms", "DescribeKey", { KeyId }).KeyMetadata.Arn;
}
