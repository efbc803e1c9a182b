import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { selectOne } from "../partiql/execute-select.ts";
import { returningOf } from "../partiql/execute-write.ts";
import { readParameters } from "../partiql/fill-values.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite, statementText } from "../partiql/read-statement.ts";
import type { SelectStatement, Statement } from "../partiql/statement.ts";
import { type Input, optionalObjects, optionalText } from "../read-input.ts";
import { constraintError, validationError } from "../validation-error.ts";
import { runTransaction } from "../writes/run-transaction.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const MOST_STATEMENTS = 100;

interface Member<Kind extends Statement = Statement> {
  readonly at: number;
  readonly input: Input;
  readonly statement: Kind;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html */
export function executeTransaction(input: Input, context: OperationContext): object {
  const inputs = optionalObjects(input, "TransactStatements") ?? [];
  if (inputs.length === 0 || inputs.length > MOST_STATEMENTS)
    throw constraintError("TransactStatements", `have length between 1 and ${MOST_STATEMENTS}`);
  const members = inputs.map((given, at): Member => {
    const text = statementText(given);
    return { at, input: given, statement: validated(at, () => parseStatement("Statement", text)) };
  });
  const reads = members.filter((member): member is Member<SelectStatement> => member.statement.kind === "select");
  if (reads.length === members.length) return readAll(context, input, reads);
  if (reads.length > 0)
    throw validationError("Read and write requests together in the same transaction is not supported.");
  const writes = members.map(member => validated(member.at, () => readMember(context, member)));
  const token = optionalText(input, "ClientRequestToken");
  const capacity = runTransaction(context, writes, { token, content: inputs }, capacityReport(input));
  return { Responses: writes.map(() => ({})), ...capacity };
}

function readMember(context: OperationContext, { input, statement }: Member): WriteRequest {
  if (statement.kind === "select") throw validationError("Unsupported operation in transaction.");
  if (returningOf(statement) !== undefined)
    throw validationError("RETURNING clause is not supported in ExecuteTransaction.");
  return readWrite(context, input, statement, "ExecuteTransaction");
}

function readAll(context: OperationContext, input: Input, members: readonly Member<SelectStatement>[]): object {
  const selections = members.map(({ at, input: given, statement }) =>
    validated(at, () => {
      if (statement.index !== undefined)
        throw validationError("Reads on indices are not supported within transactions.");
      return selectOne(context, statement, readParameters(given, statement), "ExecuteTransaction");
    }),
  );
  const capacity = capacityReport(input);
  const responses = selections.map(({ table, read }) => {
    const { bytes, item } = read();
    capacity.addRead(table, bytes, { consistent: true, transaction: true });
    return item ? { Item: item } : {};
  });
  return { Responses: responses, ...capacity.several() };
}

/** What reading a statement gives; its errors say which statement it is. */
function validated<Result>(at: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
    throw validationError(`Validation failed in TransactStatements[${at}]: ${error.message}`);
  }
}
