import type { CloudContext } from "../../../kernel/service.ts";
import { type Input, requiredText } from "../read-input.ts";
import { constraintError, validationError } from "../validation-error.ts";
import { returnsItem } from "../writes/read-write-requests.ts";
import type { WriteRequest } from "../writes/write-request.ts";
import { readParameters } from "./fill-values.ts";
import type { WriteStatement } from "./statement.ts";
import { translateWrite } from "./translate-write.ts";
import { withoutExpressionName } from "./without-expression-name.ts";

const MOST_CHARACTERS = 8_192;

/** The text of a request's `Statement`. See https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html */
export function statementText(input: Input): string {
  const text = requiredText(input, "Statement");
  if (text.length === 0) throw constraintError("Statement", "have length greater than or equal to 1");
  if (text.length > MOST_CHARACTERS)
    throw constraintError("Statement", `have length less than or equal to ${MOST_CHARACTERS}`);
  return text;
}

/** The write that a request's statement asks for. */
export function readWrite(
  context: CloudContext,
  input: Input,
  statement: WriteStatement,
  operation?: "ExecuteTransaction",
): WriteRequest {
  if (statement.kind === "exists" && operation !== "ExecuteTransaction")
    throw validationError("EXISTS can only be used in ExecuteTransaction write requests.");
  const parameters = readParameters(input, statement);
  return withoutExpressionName(() => translateWrite(context, statement, parameters, returnsItem(input)));
}
