import type { OperationContext } from "../../../kernel/service.ts";
import type { BatchExecuteStatementInput, BatchStatementRequest } from "../../../models/dynamodb-types.ts";
import { type CapacityReport, capacityReport } from "../consumed-capacity.ts";
import { selectOne } from "../partiql/execute-select.ts";
import { executeWrite } from "../partiql/execute-write.ts";
import { readParameters } from "../partiql/fill-values.ts";
import { parseStatement } from "../partiql/parse-statement.ts";
import { readWrite } from "../partiql/read-statement.ts";
import type { Statement } from "../partiql/statement.ts";
import { attempt } from "../partiql/statement-error.ts";
import type { Table } from "../table.ts";
import { validationError } from "../validation-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { refuseSameItem } from "../writes/refuse-same-item.ts";

/** A statement that has come as far as its table. */
interface Ready {
  readonly request: BatchStatementRequest;
  readonly table: Table;
  /** Of the item, in its table. */
  readonly key: Uint8Array;
  readonly run: (capacity: CapacityReport) => Item | undefined;
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 *
 * Each statement is done or refused for itself. One that was refused before it came to its table answers no `TableName`.
 */
export function batchExecuteStatement(input: BatchExecuteStatementInput, context: OperationContext): object {
  const requests = input.Statements;
  const parsed = requests.map(({ Statement: text }) => attempt(() => parseStatement("Statement", text)));
  const kinds = parsed.flatMap(each => ("result" in each ? [each.result.kind === "select"] : []));
  if (new Set(kinds).size > 1)
    throw validationError("Read and write requests together in the same batch is not supported.");
  const prepared = parsed.map((each, at) =>
    "error" in each ? each : attempt(() => prepare(context, requests[at] as BatchStatementRequest, each.result)),
  );
  const items = prepared.flatMap(each => ("result" in each ? [each.result] : []));
  refuseSameItem(items, "Provided list of item keys contains duplicates");
  const capacity = capacityReport(input);
  const responses = context.store.transaction(() =>
    prepared.map(each => {
      if ("error" in each) return { Error: each.error };
      const { request, table, run } = each.result;
      const fault = context.faults.entry?.("dynamodb", "BatchExecuteStatement", request);
      if (fault) return { TableName: table.name, Error: { Code: fault.code, Message: fault.message } };
      const done = attempt(() => run(capacity));
      if ("error" in done) return { TableName: table.name, Error: done.error };
      return { TableName: table.name, ...(done.result ? { Item: done.result } : {}) };
    }),
  );
  return { Responses: responses, ...capacity.several() };
}

function prepare(context: OperationContext, request: BatchStatementRequest, statement: Statement): Ready {
  const refused = context.refusal?.("ExecuteStatement", request);
  if (refused) throw refused;
  if (statement.kind !== "select") {
    const write = readWrite(context, request, statement);
    const { table, key } = write;
    return { request, table, key, run: capacity => executeWrite(context, statement, write, capacity) };
  }
  const parameters = readParameters(request, statement);
  const { table, key, read } = selectOne(context, statement, parameters, "BatchExecuteStatement");
  const consistent = request.ConsistentRead ?? false;
  const run = (capacity: CapacityReport) => {
    const { bytes, item } = read();
    capacity.addRead(table, bytes, { consistent });
    return item;
  };
  return { request, table, key, run };
}
