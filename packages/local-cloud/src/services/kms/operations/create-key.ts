import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateKeyRequest } from "../../../models/kms-types.ts";
import { describeKey } from "../keys/describe-key.ts";
import { checkPolicy, defaultPolicy } from "../keys/key-policy.ts";
import { type KeyUsage, keySpecs } from "../keys/key-specs.ts";
import { type Key, keys } from "../keys/key-store.ts";
import { wrap } from "../keys/root-key.ts";
import { tagsOf } from "../keys/tags.ts";
import { unsupported, validation } from "../kms-errors.ts";

/** Input of `createKey`: a graph gives the id that its program knows. */
type Input = CreateKeyRequest & { readonly KeyId?: string };

/** Makes a key. https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export function createKey(input: Input, context: OperationContext): object {
  const { Description = "", Policy = defaultPolicy(context), MultiRegion, Origin = "AWS_KMS", Tags } = input;
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  const kind = keySpecs[spec];
  if (!kind) throw unsupported(`The local cloud makes no keys of the KeySpec ${spec}.`);
  if (MultiRegion) throw unsupported("The local cloud has one region: MultiRegion is not supported.");
  if (Origin !== "AWS_KMS")
    throw unsupported(`The local cloud makes keys by itself: Origin ${Origin} is not supported.`);
  const usage = (input.KeyUsage ?? "ENCRYPT_DECRYPT") as KeyUsage;
  if (!kind.usages.includes(usage)) throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${spec}.`);
  checkPolicy(Policy);
  const id = (context.accessKeyId === "" ? input.KeyId : undefined) ?? uuid(context.random);
  const key: Key = {
    ...{ id, spec, usage, created: context.clock.now(), description: Description, policy: Policy },
    ...{
      isEnabled: true,
      isRotated: false,
      tags: tagsOf(Tags),
      material: wrap(context.store, kind.generate(context.random), id),
    },
  };
  keys.put(context, id, key);
  return { KeyMetadata: describeKey(context, key) };
}
