import type { OperationContext } from "../../../kernel/service.ts";
import { removeStatement } from "../function-policy.ts";
import { refuseMembers } from "../validate.ts";

interface RemovePermissionInput {
  readonly FunctionName: string;
  readonly StatementId: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export function removePermission(input: RemovePermissionInput, context: OperationContext): void {
  refuseMembers(input, ["RevisionId"]);
  removeStatement(context, input.FunctionName, input.StatementId);
}
