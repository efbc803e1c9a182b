import type { SignatureRefusal } from "./authentication.ts";

/** A refused signature for who runs the program: AWS's code and text, and what to sign with. */
export function explainSignature({ service, code, text, accessKeyId }: SignatureRefusal): string {
  const signer = accessKeyId === "" ? "an unsigned request" : `a request signed with ${accessKeyId}`;
  return `AWS refuses ${signer} to ${service}: ${code}: ${text.replace(/\.? ?$/, ".")} ${ADVICE}`;
}

const ADVICE =
  "Set AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test, or use keys that `aws sts assume-role` gives, and a clock that is right.";
