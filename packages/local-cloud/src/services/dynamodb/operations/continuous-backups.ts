import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeContinuousBackupsInput, UpdateContinuousBackupsInput } from "../../../models/dynamodb-types.ts";
import { describedTable, replaceTable, type Table } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
export function updateContinuousBackups(input: UpdateContinuousBackupsInput, context: OperationContext): object {
  const enabled = input.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled;
  return context.store.transaction(() => {
    const table = { ...describedTable(context, input), pointInTimeRecovery: enabled };
    replaceTable(context, table);
    return continuousBackups(table, context);
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export function describeContinuousBackups(input: DescribeContinuousBackupsInput, context: OperationContext): object {
  return continuousBackups(describedTable(context, input), context);
}

/** The state as both operations answer it. Nothing is backed up: only the switch is kept. */
function continuousBackups(table: Table, context: OperationContext): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: table.pointInTimeRecovery
        ? {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: 35,
            EarliestRestorableDateTime: table.created / 1000,
            LatestRestorableDateTime: context.clock.now() / 1000,
          }
        : { PointInTimeRecoveryStatus: "DISABLED" },
    },
  };
}
