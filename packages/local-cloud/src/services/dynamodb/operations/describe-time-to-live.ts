import type { OperationContext } from "../../../kernel/service.ts";
import type { Input } from "../read-input.ts";
import { describedTable } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(input: Input, context: OperationContext): object {
  const { timeToLive } = describedTable(context, input);
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
  };
}
