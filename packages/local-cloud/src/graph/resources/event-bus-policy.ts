import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, knownInputs, type ResourceType } from "../resource-type.ts";

/** aws:cloudwatch/eventBusPolicy:EventBusPolicy */
export const eventBusPolicy: ResourceType = {
  create: put,
  update: put,
  remove({ inputs }, { call }) {
    call(
      "events",
      "RemovePermission",
      given<unknown>({ EventBusName: inputs.eventBusName, RemoveAllPermissions: true }),
    );
  },
};

function put(resource: GraphResource, { call }: Deployment): undefined {
  const { eventBusName, policy } = knownInputs(resource, ["eventBusName", "policy"]);
  call("events", "PutPermission", given({ EventBusName: eventBusName, Policy: policy }));
}
