import type { ResourceType } from "../resource-type.ts";

/** What is written down with the deployment and has no service of its own here: alarms, log groups. */
export const kept: ResourceType = {
  create: () => undefined,
  update: () => undefined,
  remove: () => undefined,
};
