import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = [
  ...["function", "action", "principal", "sourceArn", "sourceAccount", "eventSourceToken", "qualifier", "statementId"],
  ...["functionUrlAuthType", "principalOrgId", "invokedViaFunctionUrl", "statementIdPrefix"],
];

/** aws:lambda/permission:Permission: a statement of a function's policy. */
export const permission: ResourceType = {
  create: add,
  update(resource, deployment, before) {
    remove(before, deployment);
    return add(resource, deployment);
  },
  remove,
};

function add(resource: GraphResource, { call }: Deployment): undefined {
  const { function: FunctionName, statementId: _id, statementIdPrefix: _prefix, ...rest } = knownInputs(resource, used);
  const members = given(inApiCase(rest, { principalOrgId: "PrincipalOrgID" }) as Record<string, unknown>);
  call("lambda", "AddPermission", { ...members, FunctionName, StatementId: idOf(resource) });
}

function remove(resource: GraphResource, { call }: Deployment): void {
  call("lambda", "RemovePermission", { FunctionName: resource.inputs.function, StatementId: idOf(resource) });
}

/** Pulumi makes up the id of a statement without one. */
function idOf({ id, inputs, outputs }: GraphResource): string {
  return String(inputs.statementId ?? outputs.statementId ?? id);
}
