import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PutPermissionRequest } from "../../../models/eventbridge-types.ts";
import { type PolicyStatement, readPolicy, writePolicy } from "../buses/bus-policy.ts";
import { readBuses, writeBus } from "../buses/bus-store.ts";
import { findBus } from "../buses/find-bus.ts";
import { validation } from "../events-errors.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export function putPermission(input: PutPermissionRequest, context: OperationContext): void {
  const name = findBus(context, input.EventBusName);
  context.store.transaction(() => {
    const bus = readBuses(context).find(candidate => candidate.name === name);
    if (!bus) return;
    const others = readPolicy(bus.policy).filter(({ Sid }) => Sid !== input.StatementId);
    const policy = input.Policy ?? writePolicy([...others, statement(input, bus.arn)]);
    if (parseJsonObject(policy) === undefined) throw validation("The policy is not valid JSON.");
    writeBus(context, name, bus.settings, policy);
  });
}

function statement({ StatementId, Action, Principal, Condition }: PutPermissionRequest, arn: string): PolicyStatement {
  const principal = required(Principal, "principal");
  return {
    Sid: required(StatementId, "statementId"),
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { AWS: `arn:aws:iam::${principal}:root` },
    Action: required(Action, "action"),
    Resource: arn,
    ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  };
}

/** What a request without a whole policy needs. */
function required(value: string | undefined, name: string): string {
  if (value === undefined)
    throw validation(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}
