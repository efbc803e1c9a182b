import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type {
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  UpdateAliasRequest,
} from "../../../models/kms-types.ts";
import { type Alias, aliasArn, aliases, changeableKey, findKey, lookUpKey } from "../keys/key-store.ts";
import { page } from "../keys/page.ts";
import { notFound, validation } from "../kms-errors.ts";

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export function createAlias({ AliasName: name, TargetKeyId }: CreateAliasRequest, context: OperationContext): void {
  if (name.startsWith("alias/aws/"))
    throw new AwsError("NotAuthorizedException", "Alias names that begin with alias/aws/ are reserved for AWS.");
  if (!/^alias\/[\w/-]+$/.test(name))
    throw new AwsError(
      "InvalidAliasNameException",
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  if (present(context, name))
    throw new AwsError("AlreadyExistsException", `An alias with the name ${aliasArn(context, name)} already exists`);
  if (TargetKeyId.includes("alias/")) throw validation("Aliases must refer to keys. Not aliases");
  const { id: keyId } = changeableKey(context, TargetKeyId);
  const now = context.clock.now();
  aliases.put(context, name, { name, keyId, created: now, updated: now });
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html */
export function updateAlias({ AliasName: name, TargetKeyId }: UpdateAliasRequest, context: OperationContext): void {
  const alias = present(context, name);
  if (!alias) throw notFound(`Alias ${aliasArn(context, name)} is not found.`);
  const key = changeableKey(context, TargetKeyId);
  const before = findKey(context, alias.keyId);
  if (before.usage !== key.usage) throw validation("Alias must refer to a key of the same usage.");
  aliases.put(context, name, { ...alias, keyId: key.id, updated: context.clock.now() });
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export function deleteAlias({ AliasName: name }: DeleteAliasRequest, context: OperationContext): void {
  if (!present(context, name)) throw notFound(`Alias ${aliasArn(context, name)} is not found.`);
  aliases.remove(context, name);
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export function listAliases(input: ListAliasesRequest, context: OperationContext): object {
  const wanted = input.KeyId === undefined ? undefined : findKey(context, input.KeyId).id;
  const all = aliases
    .all(context)
    .filter(({ keyId }) => lookUpKey(context, keyId) !== undefined && (wanted ?? keyId) === keyId);
  const { found, end } = page(all, ({ name }) => name, input);
  return {
    Aliases: found.map(({ name, keyId, created, updated }) => ({
      ...{ AliasName: name, AliasArn: aliasArn(context, name), TargetKeyId: keyId },
      ...{ CreationDate: created / 1_000, LastUpdatedDate: updated / 1_000 },
    })),
    ...end,
  };
}

/** An alias goes with its key. */
function present(context: OperationContext, name: string): Alias | undefined {
  const alias = aliases.find(context, name);
  return alias && lookUpKey(context, alias.keyId) ? alias : undefined;
}
