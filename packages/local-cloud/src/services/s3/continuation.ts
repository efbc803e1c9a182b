import { invalidArgument } from "./errors.ts";

/** Sorts after every key that starts with what stands before it. */
const LAST = "\u{10FFFF}";

/** The place behind all keys that a folded prefix stands for. */
export const behind = (prefix: string): string => prefix + LAST;

/** The key or folded prefix that was listed last. */
export const lastListed = (after: string): string => (after.endsWith(LAST) ? after.slice(0, -LAST.length) : after);

/** A continuation token for a place in a listing. */
export const writeToken = (after: string): string => Buffer.from(after).toString("base64url");

/** The place to continue a listing from; InvalidArgument for an invalid token. */
export function readToken(token: string): string {
  if (!/^[\w-]+$/.test(token))
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
  return Buffer.from(token, "base64url").toString();
}
