import { type Access, type AccessRule, arnOf, type Loose, passRole } from "./access.ts";

/** What the operations of EventBridge Pipes need. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgepipes.html */
export const pipesAccess: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    ["CreatePipe", "DeletePipe", "DescribePipe", "StartPipe", "StopPipe", "UpdatePipe"].map(
      (name): [string, AccessRule] => [
        name,
        (input: Loose, context): Access[] => [
          { action: `pipes:${name}`, resource: arnOf(context, "pipes", `pipe/${String(input.Name)}`) },
          ...passRole(input.RoleArn, "pipes.amazonaws.com"),
        ],
      ],
    ),
  ),
  ListPipes: () => [{ action: "pipes:ListPipes", resource: "*" }],
};
