import { AwsError } from "../../../kernel/aws-error.ts";
import type { Random } from "../../../kernel/random.ts";

/** Names one receipt of one message: opaque to clients. */
export function writeReceipt(seq: number, nonce: string): string {
  return Buffer.from(`${seq}:${nonce}`).toString("base64url");
}

/** The message that a receipt handle names; `ReceiptHandleIsInvalid` for an invalid one. */
export function readReceipt(handle: string): { seq: number; nonce: string } {
  const [, seq, nonce] = /^(\d{1,15}):([0-9a-f]{16})$/.exec(Buffer.from(handle, "base64url").toString("latin1")) ?? [];
  if (seq === undefined || nonce === undefined)
    throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
  return { seq: Number(seq), nonce };
}

/** A fresh nonce: each receipt of a message has its own, so that an old handle no longer deletes. */
export function receiptNonce(random: Random): string {
  return Buffer.from(random.bytes(8)).toString("hex");
}
