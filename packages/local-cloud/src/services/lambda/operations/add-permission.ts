import type { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { addStatement } from "../function-policy.ts";
import { type FunctionStatement, requireFunction } from "../function-store.ts";
import { invalidParameter, invalidValue, refuseMembers } from "../validate.ts";

interface AddPermissionInput {
  readonly FunctionName: string;
  readonly StatementId?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly Qualifier?: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export function addPermission(input: AddPermissionInput, context: OperationContext): object {
  refuseMembers(input, ["RevisionId", "InvokedViaFunctionUrl"]);
  const { FunctionName, StatementId = "", Action = "", Principal = "", Qualifier } = input;
  if (!/^[\w-]{1,100}$/.test(StatementId)) throw pattern("statementId", StatementId, "([a-zA-Z0-9-_]+)");
  if (!/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(Action))
    throw pattern("action", Action, "(lambda:[*]|lambda:[a-zA-Z]+|[*])");
  if (!/^\S+$/.test(Principal)) throw pattern("principal", Principal, "[^\\s]+");
  const { configuration } = requireFunction(context, Qualifier ? `${FunctionName}:${Qualifier}` : FunctionName);
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

function conditionOf(input: AddPermissionInput): NonNullable<FunctionStatement["Condition"]> {
  const equal = {
    ...(input.SourceAccount && { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.PrincipalOrgID && { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.EventSourceToken && { "lambda:EventSourceToken": input.EventSourceToken }),
    ...(input.FunctionUrlAuthType && { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
  };
  return {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(input.SourceArn && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
}

function pattern(member: string, value: string, expression: string): AwsError {
  return invalidValue(member, value, `Member must satisfy regular expression pattern: ${expression}`);
}
