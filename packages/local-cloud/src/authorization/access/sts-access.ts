import type { AccessRule, Loose } from "./access.ts";

/** What STS's operations need: to ask who one is needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const stsAccess: Readonly<Record<string, AccessRule>> = {
  AssumeRole: (input: Loose) =>
    typeof input.RoleArn === "string" ? [{ action: "sts:AssumeRole", resource: input.RoleArn }] : [],
  GetCallerIdentity: () => [],
};
