import { readRole } from "../../authorization/roles.ts";
import type { ResourceType } from "../resource-type.ts";

/** aws:iam/role:Role. It is read where a request is held to it; here, what IAM would refuse is refused. */
export const role: ResourceType = {
  create(resource) {
    readRole(resource);
    return undefined;
  },
  update(resource) {
    readRole(resource);
    return undefined;
  },
  remove: () => undefined,
};
