import { mirrored } from "../mirrored.ts";

/** aws:cloudwatch/eventBusPolicy:EventBusPolicy */
export const eventBusPolicy = mirrored({
  service: "events",
  create: "PutPermission",
  inputs: ["eventBusName", "policy"],
  remove: ["RemovePermission", ({ inputs }) => ({ EventBusName: inputs.eventBusName, RemoveAllPermissions: true })],
});
