import type { OperationContext } from "../../../kernel/service.ts";
import type { AddPermissionRequest } from "../../../models/lambda-types.ts";
import { addStatement } from "../function-policy.ts";
import { type FunctionStatement, requireFunction } from "../function-store.ts";
import { invalidParameter } from "../validate.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export function addPermission(input: AddPermissionRequest, context: OperationContext): object {
  const { FunctionName, StatementId, Action, Principal } = input;
  const { configuration } = requireFunction(context, FunctionName, input.Qualifier);
  const condition = conditionOf(input);
  const statement: FunctionStatement = {
    ...{ Sid: StatementId, Effect: "Allow", Principal: named(Principal), Action },
    Resource: configuration.FunctionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
  addStatement(context, FunctionName, statement);
  return { Statement: JSON.stringify(statement) };
}

/** A service by its domain, an account by its number, an identity by its ARN, or everyone. */
function named(principal: string): FunctionStatement["Principal"] {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:[^:]+:(iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  if (/\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

function conditionOf(input: AddPermissionRequest): NonNullable<FunctionStatement["Condition"]> {
  const equal = {
    ...(input.SourceAccount && { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.PrincipalOrgID && { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.EventSourceToken && { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.FunctionUrlAuthType && { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
  };
  return {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(input.InvokedViaFunctionUrl !== undefined && {
      Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) },
    }),
    ...(input.SourceArn && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
}
