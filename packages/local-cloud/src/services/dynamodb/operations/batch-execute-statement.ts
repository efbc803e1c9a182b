import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { executeWrite } from "../partiql/execute-write.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite, statementText } from "../partiql/read-statement.ts";
import { attempt } from "../partiql/statement-error.ts";
import { type Input, optionalObjects } from "../read-input.ts";
import { constraintError } from "../validation-error.ts";
import { refuseSameItem } from "../writes/refuse-same-item.ts";

const MOST_STATEMENTS = 25;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 *
 * Each statement is done or refused for itself. One that was refused before it came to its table answers no `TableName`.
 */
export function batchExecuteStatement(input: Input, context: OperationContext): object {
  const requests = optionalObjects(input, "Statements") ?? [];
  if (requests.length === 0 || requests.length > MOST_STATEMENTS)
    throw constraintError("Statements", `have length between 1 and ${MOST_STATEMENTS}`);
  const texts = requests.map(statementText);
  const prepared = requests.map((request, at) =>
    attempt(() => {
      const statement = parseStatement("Statement", texts[at] as string);
      return { request, statement, write: readWrite(context, request, statement) };
    }),
  );
  const writes = prepared.flatMap(each => ("result" in each ? [each.result.write] : []));
  refuseSameItem(writes, "Provided list of item keys contains duplicates");
  const capacity = capacityReport(input);
  const responses = context.store.transaction(() =>
    prepared.map(each => {
      if ("error" in each) return { Error: each.error };
      const { request, statement, write } = each.result;
      const TableName = write.table.name;
      const fault = context.faults.entry?.("dynamodb", "BatchExecuteStatement", request);
      if (fault) return { TableName, Error: { Code: fault.code, Message: fault.message } };
      const done = attempt(() => executeWrite(context, statement, write, capacity));
      if ("error" in done) return { TableName, Error: done.error };
      return { TableName, ...(done.result ? { Item: done.result } : {}) };
    }),
  );
  return { Responses: responses, ...capacity.several() };
}
