import type { OperationContext } from "../../../kernel/service.ts";
import type { RemovePermissionRequest } from "../../../models/lambda-types.ts";
import { removeStatement } from "../function-policy.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html */
export function removePermission(input: RemovePermissionRequest, context: OperationContext): void {
  removeStatement(context, input.FunctionName, input.StatementId);
}
