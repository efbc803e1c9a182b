import { policyOf, readRole } from "../../authorization/roles.ts";
import type { ResourceType } from "../resource-type.ts";
import { kept } from "./kept.ts";

/** aws:iam/role:Role. It is read where a request is held to it; here, what IAM would refuse is refused. */
export const role: ResourceType = read(readRole);

/** aws:iam/policy:Policy and aws:iam/rolePolicy:RolePolicy: read with their roles. */
export const rolePolicy: ResourceType = read(policyOf);

function read(parse: (resource: Parameters<ResourceType["create"]>[0]) => unknown): ResourceType {
  const take: ResourceType["create"] = resource => {
    parse(resource);
    return undefined;
  };
  return { ...kept, create: take, update: take };
}
