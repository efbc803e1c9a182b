import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeTimeToLiveInput, UpdateTimeToLiveInput } from "../../../models/dynamodb-types.ts";
import { expiryOf } from "../expiry.ts";
import { describedTable, everyItem, replaceTable, type Table } from "../table.ts";
import { validationError } from "../validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export function updateTimeToLive(input: UpdateTimeToLiveInput, context: OperationContext): object {
  const { AttributeName: name, Enabled: enabled } = input.TimeToLiveSpecification;
  context.store.transaction(() => {
    const { timeToLive, ...table } = describedTable(context, input);
    if (timeToLive === undefined ? !enabled : enabled && timeToLive === name)
      throw validationError(`TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
    if (timeToLive !== undefined && timeToLive !== name)
      throw validationError(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive}`,
      );
    replaceTable(context, enabled ? { ...table, timeToLive: name } : table);
    setExpiry(context, table, enabled ? name : undefined);
  });
  context.signals.notify("dynamodb:expiry");
  return { TimeToLiveSpecification: { AttributeName: name, Enabled: enabled } };
}

function setExpiry(context: OperationContext, table: Table, name: string | undefined): void {
  const update = context.store.prepare("UPDATE dynamodb_items SET expires_at = ? WHERE table_id = ? AND key = ?");
  for (const { key, item } of everyItem(context, table)) update.run(name ? expiryOf(item, name) : null, table.id, key);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(input: DescribeTimeToLiveInput, context: OperationContext): object {
  const { timeToLive } = describedTable(context, input);
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
  };
}
