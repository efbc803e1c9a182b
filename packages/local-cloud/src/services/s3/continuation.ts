import { invalidArgument } from "./errors.ts";

/** Sorts after every key that starts with what stands before it. */
const LAST = "\u{10FFFF}";

/** Where a listing goes on behind all keys that a folded prefix stands for. */
export const behind = (prefix: string): string => prefix + LAST;

/** The key or folded prefix that was listed last. */
export const lastListed = (after: string): string => (after.endsWith(LAST) ? after.slice(0, -LAST.length) : after);

/** A continuation token for where a listing goes on. */
export const writeToken = (after: string): string => Buffer.from(after).toString("base64url");

/** Where a listing goes on; InvalidArgument for what is no token. */
export function readToken(token: string): string {
  if (!/^[\w-]+$/.test(token))
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
  return Buffer.from(token, "base64url").toString();
}
