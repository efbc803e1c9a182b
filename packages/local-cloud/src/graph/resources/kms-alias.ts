import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, knownInputs, type ResourceType } from "../resource-type.ts";

const remove = ({ id }: GraphResource, { call }: Deployment) => void call("kms", "DeleteAlias", { AliasName: id });

/** aws:kms/alias:Alias */
export const kmsAlias: ResourceType = {
  create: put("CreateAlias"),
  update: put("UpdateAlias"),
  remove,
};

function put(operation: string) {
  return (resource: GraphResource, { call, graph }: Deployment): string => {
    const { targetKeyId } = knownInputs(resource, ["name", "targetKeyId"]);
    call("kms", operation, { AliasName: resource.id, TargetKeyId: targetKeyId });
    return `arn:aws:kms:${graph.region}:${graph.account}:${resource.id}`;
  };
}
