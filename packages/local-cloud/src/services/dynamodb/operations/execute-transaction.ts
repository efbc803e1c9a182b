import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { ExecuteTransactionInput, ParameterizedStatement } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { selectOne } from "../partiql/execute-select.ts";
import { returningOf } from "../partiql/execute-write.ts";
import { readParameters } from "../partiql/fill-values.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite } from "../partiql/read-statement.ts";
import type { SelectStatement, Statement } from "../partiql/statement.ts";
import { validationError } from "../validation-error.ts";
import { runTransaction } from "../writes/run-transaction.ts";
import type { WriteRequest } from "../writes/write-request.ts";

interface Member<Kind extends Statement = Statement> {
  readonly at: number;
  readonly input: ParameterizedStatement;
  readonly statement: Kind;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html */
export function executeTransaction(input: ExecuteTransactionInput, context: OperationContext): object {
  const inputs = input.TransactStatements;
  const members = inputs.map(
    (given, at): Member => ({
      at,
      input: given,
      statement: validated(at, () => parseStatement("Statement", given.Statement)),
    }),
  );
  const reads = members.filter((member): member is Member<SelectStatement> => member.statement.kind === "select");
  if (reads.length === members.length) return readAll(context, input, reads);
  if (reads.length > 0)
    throw validationError("Read and write requests together in the same transaction is not supported.");
  const writes = members.map(member => validated(member.at, () => readMember(context, member)));
  const capacity = runTransaction(
    context,
    writes,
    { token: input.ClientRequestToken ?? undefined, content: inputs },
    capacityReport(input),
  );
  return { Responses: writes.map(() => ({})), ...capacity };
}

function readMember(context: OperationContext, { input, statement }: Member): WriteRequest {
  if (statement.kind === "select") throw validationError("Unsupported operation in transaction.");
  if (returningOf(statement) !== undefined)
    throw validationError("RETURNING clause is not supported in ExecuteTransaction.");
  return readWrite(context, input, statement, "ExecuteTransaction");
}

function readAll(
  context: OperationContext,
  input: ExecuteTransactionInput,
  members: readonly Member<SelectStatement>[],
): object {
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
