import type { OperationContext } from "../../../kernel/service.ts";
import type { RemovePermissionRequest } from "../../../models/eventbridge-types.ts";
import { readPolicy, writePolicy } from "../buses/bus-policy.ts";
import { readBuses, writeBus } from "../buses/bus-store.ts";
import { findBus } from "../buses/find-bus.ts";
import { notFound } from "../events-errors.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export function removePermission(input: RemovePermissionRequest, context: OperationContext): void {
  const name = findBus(context, input.EventBusName);
  context.store.transaction(() => {
    const bus = readBuses(context).find(candidate => candidate.name === name);
    const statements = readPolicy(bus?.policy);
    const kept = input.RemoveAllPermissions ? [] : statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (!input.RemoveAllPermissions && kept.length === statements.length)
      throw notFound("Statement with the provided id");
    writeBus(context, name, bus?.settings ?? {}, kept.length > 0 ? writePolicy(kept) : undefined);
  });
}
