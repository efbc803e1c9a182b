import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeTableInput } from "../../../models/dynamodb-types.ts";
import { describeTable as description } from "../describe-table.ts";
import { describedTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(input: DescribeTableInput, context: OperationContext): object {
  return { Table: description(context, describedTable(context, input)) };
}
