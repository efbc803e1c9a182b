import { AwsError } from "../../../kernel/aws-error.ts";
import { records } from "../../../kernel/records.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { invalidState, invalidUsage, notFound } from "../kms-errors.ts";
import type { KeyUsage } from "./key-specs.ts";
import { unwrap } from "./root-key.ts";

/** A key as stored. */
export interface Key {
  readonly id: string;
  readonly spec: string;
  readonly usage: KeyUsage;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly description: string;
  readonly policy: string;
  readonly isEnabled: boolean;
  /** When it will be deleted, in milliseconds since the epoch. */
  readonly deletion?: number;
  readonly isRotated: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The key itself, encrypted with the root key. */
  readonly material: string;
}

/** An alias as stored, by its name. */
export interface Alias {
  readonly name: string;
  readonly keyId: string;
  readonly created: number;
  readonly updated: number;
}

export const keys = records<Key>("kms_keys");
export const aliases = records<Alias>("kms_aliases");

/** SQL that makes their tables. */
export const keySchema = `${keys.schema}${aliases.schema}`;

/** `arn:aws:kms:us-east-1:000000000000:key/…` */
export const keyArn = ({ region, account }: CloudContext, id: string): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

/** `arn:aws:kms:us-east-1:000000000000:alias/…`, of `alias/…`. */
export const aliasArn = ({ region, account }: CloudContext, name: string): string =>
  `arn:aws:kms:${region}:${account}:${name}`;

/** A key by its id, its ARN, or the name or ARN of an alias, be it deleted; undefined where there is none. */
export function storedKey(context: CloudContext, id: string): Key | undefined {
  const name = id.replace(keyArn(context, ""), "").replace(aliasArn(context, ""), "");
  const keyId = name.startsWith("alias/") ? aliases.find(context, name)?.keyId : name;
  return keyId === undefined ? undefined : keys.find(context, keyId);
}

/** The same, but for those that are deleted. */
export function lookUpKey(context: CloudContext, id: string): Key | undefined {
  const key = storedKey(context, id);
  return key?.deletion !== undefined && key.deletion <= context.clock.now() ? undefined : key;
}

/** The key that a request names. `NotFoundException` where there is none. */
export function findKey(context: CloudContext, id: string): Key {
  const key = lookUpKey(context, id);
  if (key) return key;
  const name = id.replace(aliasArn(context, ""), "");
  if (name.startsWith("alias/")) throw notFound(`Alias ${aliasArn(context, name)} is not found.`);
  const isId = /^(mrk-)?[0-9a-f-]{32,36}$/.test(name) || id.startsWith("arn:");
  throw notFound(
    isId ? `Key '${keyArn(context, id.split("/").at(-1) ?? id)}' does not exist` : `Invalid keyId '${id}'`,
  );
}

/** The key that a request names, if its settings may be changed: one about to be deleted has none. */
export function changeableKey(context: CloudContext, id: string): Key {
  const key = findKey(context, id);
  if (key.deletion !== undefined) throw invalidState(`${keyArn(context, key.id)} is pending deletion.`);
  return key;
}

/**
 * The key that a request names, if it may be used for that.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
export function usableKey(context: CloudContext, id: string, operation: string, usage?: KeyUsage): Key {
  const key = changeableKey(context, id);
  const arn = keyArn(context, key.id);
  if (!key.isEnabled) throw new AwsError("DisabledException", `${arn} is disabled.`);
  if (usage !== undefined && key.usage !== usage)
    throw invalidUsage(`${arn} key usage is ${key.usage} which is not valid for ${operation}.`);
  return key;
}

/** The key itself: secret bytes, or a private key in DER. */
export const materialOf = ({ store }: CloudContext, key: Key): Buffer => unwrap(store, key.material, key.id);
