import type { OperationContext } from "../../../kernel/service.ts";
import type { ExecuteStatementInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { executeSelect } from "../partiql/execute-select.ts";
import { executeWrite } from "../partiql/execute-write.ts";
import { readParameters } from "../partiql/fill-values.ts";
import { nextToken, startOf } from "../partiql/next-token.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite } from "../partiql/read-statement.ts";
import type { SelectStatement } from "../partiql/statement.ts";
import { withoutExpressionName } from "../partiql/without-expression-name.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export function executeStatement(input: ExecuteStatementInput, context: OperationContext): object {
  const statement = parseStatement("Statement", input.Statement);
  if (statement.kind === "select") return select(input, context, statement);
  const request = readWrite(context, input, statement);
  const capacity = capacityReport(input);
  const item = executeWrite(context, statement, request, capacity);
  return { Items: item ? [item] : [], ...capacity.one() };
}

function select(input: ExecuteStatementInput, context: OperationContext, statement: SelectStatement): object {
  const parameters = readParameters(input, statement);
  const capacity = capacityReport(input);
  const options = {
    limit: input.Limit ?? Number.POSITIVE_INFINITY,
    consistent: input.ConsistentRead ?? false,
    start: startOf(input),
  };
  const { items, last } = withoutExpressionName(() => executeSelect(context, statement, parameters, capacity, options));
  return {
    Items: items,
    ...(last ? { NextToken: nextToken(input, last), LastEvaluatedKey: last } : {}),
    ...capacity.one(),
  };
}
