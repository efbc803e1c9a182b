import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { executeWrite } from "../partiql/execute-write.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite, statementText } from "../partiql/read-statement.ts";
import type { Input } from "../read-input.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export function executeStatement(input: Input, context: OperationContext): object {
  const statement = parseStatement("Statement", statementText(input));
  const request = readWrite(context, input, statement);
  const capacity = capacityReport(input);
  const item = executeWrite(context, statement, request, capacity);
  return { Items: item ? [item] : [], ...capacity.one() };
}
