import { validation } from "../kms-errors.ts";

/** The bytes of a member that is a blob, if they are as many as they may be. Their value is never quoted: it may be a secret. */
export function blob(value: string, member: string, least: number, most: number): Buffer {
  const bytes = Buffer.from(value, "base64");
  const demand = bytes.length < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  if (bytes.length >= least && bytes.length <= most) return bytes;
  const name = `${member.charAt(0).toLowerCase()}${member.slice(1)}`;
  throw validation(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length ${demand}`,
  );
}
