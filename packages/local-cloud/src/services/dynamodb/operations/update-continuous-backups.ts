import type { OperationContext } from "../../../kernel/service.ts";
import { type Input, optionalBoolean, requiredObject } from "../read-input.ts";
import { describedTable, replaceTable } from "../table.ts";
import { constraintError } from "../validation-error.ts";
import { continuousBackups } from "./describe-continuous-backups.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
export function updateContinuousBackups(input: Input, context: OperationContext): object {
  const specification = requiredObject(input, "PointInTimeRecoverySpecification");
  const enabled = optionalBoolean(specification, "PointInTimeRecoveryEnabled");
  if (enabled === undefined) throw constraintError("PointInTimeRecoveryEnabled", "not be null");
  return context.store.transaction(() => {
    const table = { ...describedTable(context, input), pointInTimeRecovery: enabled };
    replaceTable(context, table);
    return continuousBackups(table, context);
  });
}
