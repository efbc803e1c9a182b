import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import { type FunctionStatement, functions, putFunction, requireFunction } from "./function-store.ts";

/** The policy of a function as JSON; undefined while nobody has been given anything. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function functionPolicy(context: CloudContext, name: string): string | undefined {
  const statements = functions.find(context, name)?.policy ?? [];
  return statements.length === 0
    ? undefined
    : JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}

/** Adds a statement. `ResourceConflictException` where there is one of the same id. */
export function addStatement(context: CloudContext, nameOrArn: string, statement: FunctionStatement): void {
  const stored = requireFunction(context, nameOrArn);
  const { policy = [] } = stored;
  if (policy.some(({ Sid }) => Sid === statement.Sid))
    throw new AwsError(
      "ResourceConflictException",
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      { status: 409, members: { Type: "User" } },
    );
  putFunction(context, { ...stored, policy: [...policy, statement] });
}

/** Removes a statement. `ResourceNotFoundException` where there is none of the id. */
export function removeStatement(context: CloudContext, nameOrArn: string, id: string): void {
  const stored = requireFunction(context, nameOrArn);
  const { policy = [] } = stored;
  const left = policy.filter(({ Sid }) => Sid !== id);
  if (left.length === policy.length) throw noPolicy(`Statement ${id} is not found in resource policy.`);
  putFunction(context, { ...stored, policy: left });
}

/** What Lambda answers where a function has no policy. */
export function noPolicy(message = "The resource you requested does not exist."): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404, members: { Type: "User" } });
}
