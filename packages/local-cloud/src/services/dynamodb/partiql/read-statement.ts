import type { CloudContext } from "../../../kernel/service.ts";
import type { ParameterizedStatement } from "../../../models/dynamodb-types.ts";
import { validationError } from "../validation-error.ts";
import { returnsItem } from "../writes/read-write-requests.ts";
import type { WriteRequest } from "../writes/write-request.ts";
import { readParameters } from "./fill-values.ts";
import type { WriteStatement } from "./statement.ts";
import { translateWrite } from "./translate-write.ts";
import { withoutExpressionName } from "./without-expression-name.ts";

/** The write that a request's statement asks for. */
export function readWrite(
  context: CloudContext,
  input: ParameterizedStatement,
  statement: WriteStatement,
  operation?: "ExecuteTransaction",
): WriteRequest {
  if (statement.kind === "exists" && operation !== "ExecuteTransaction")
    throw validationError("EXISTS can only be used in ExecuteTransaction write requests.");
  const parameters = readParameters(input, statement);
  return withoutExpressionName(() => translateWrite(context, statement, parameters, returnsItem(input)));
}
