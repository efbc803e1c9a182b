import type { CloudContext } from "../../kernel/service.ts";
import { type Access, type AccessRule, arnOf, type Loose, passRole } from "./access.ts";

const onFunction = [
  ...["AddPermission", "GetPolicy", "RemovePermission"],
  ...["DeleteFunction", "GetFunction", "GetFunctionConfiguration"],
  ...["PutFunctionConcurrency", "PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"],
  ...["CreateFunctionUrlConfig", "DeleteFunctionUrlConfig", "GetFunctionUrlConfig", "UpdateFunctionUrlConfig"],
  "ListFunctionUrlConfigs",
  ...["GetFunctionEventInvokeConfig", "DeleteFunctionEventInvokeConfig", "ListFunctionEventInvokeConfigs"],
];
const onMapping = ["DeleteEventSourceMapping", "GetEventSourceMapping", "UpdateEventSourceMapping"];

/**
 * What Lambda's operations need.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export const lambdaAccess: Readonly<Record<string, AccessRule>> = {
  ...Object.fromEntries(
    onFunction.map((name): [string, AccessRule] => [
      name,
      (input: Loose, context) => [{ action: `lambda:${name}`, resource: functionOf(context, input) }],
    ]),
  ),
  ...Object.fromEntries(
    onMapping.map((name): [string, AccessRule] => [
      name,
      (input: Loose, context) => [
        { action: `lambda:${name}`, resource: arnOf(context, "lambda", `event-source-mapping:${input.UUID}`) },
      ],
    ]),
  ),
  Invoke: (input: Loose, context) => [{ action: "lambda:InvokeFunction", resource: functionOf(context, input) }],
  CreateFunction: change("CreateFunction"),
  UpdateFunctionConfiguration: change("UpdateFunctionConfiguration"),
  CreateEventSourceMapping: (input: Loose, context) => [
    {
      ...{ action: "lambda:CreateEventSourceMapping", resource: "*" },
      context: { "lambda:functionarn": functionOf(context, input) },
    },
  ],
  ListEventSourceMappings: () => [{ action: "lambda:ListEventSourceMappings", resource: "*" }],
  ListFunctions: () => [{ action: "lambda:ListFunctions", resource: "*" }],
};

function change(name: string): AccessRule {
  return (input: Loose, context): Access[] => [
    { action: `lambda:${name}`, resource: functionOf(context, input) },
    ...passRole(input.Role, "lambda.amazonaws.com"),
  ];
}

/** Of a function's name, ARN or partial ARN, with a qualifier or without. */
function functionOf(context: CloudContext, { FunctionName: name, Qualifier: qualifier }: Loose): string {
  const bare = `${String(name ?? "")}${qualifier ? `:${String(qualifier)}` : ""}`.replace(
    /^(arn:[^:]+:lambda:[^:]*:)?\d{12}:function:/,
    "",
  );
  return arnOf(context, "lambda", `function:${bare.replace(/:\$LATEST$/, "")}`);
}
