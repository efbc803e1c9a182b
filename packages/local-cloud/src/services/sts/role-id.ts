import { createHash } from "node:crypto";

/** The unique id of a role, which follows from its ARN. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function roleId(arn: string): string {
  return `AROA${createHash("sha256").update(arn).digest("hex").slice(0, 17).toUpperCase()}`;
}
