import type { OperationContext } from "../../../kernel/service.ts";
import { describeTable as description } from "../describe-table.ts";
import type { Input } from "../read-input.ts";
import { describedTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(input: Input, context: OperationContext): object {
  return { Table: description(context, describedTable(context, input)) };
}
