import type { OperationContext } from "../../../kernel/service.ts";
import type { Input } from "../read-input.ts";
import { describedTable, type Table } from "../table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export function describeContinuousBackups(input: Input, context: OperationContext): object {
  return continuousBackups(describedTable(context, input), context);
}

/** The state as both operations answer it. Nothing is backed up: only the switch is kept. */
export function continuousBackups(table: Table, context: OperationContext): object {
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
