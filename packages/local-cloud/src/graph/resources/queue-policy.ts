import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, knownInputs, type ResourceType } from "../resource-type.ts";

/** aws:sqs/queuePolicy:QueuePolicy */
export const queuePolicy: ResourceType = {
  create: put,
  update: put,
  remove({ inputs }, { call }) {
    call("sqs", "SetQueueAttributes", { QueueUrl: inputs.queueUrl, Attributes: { Policy: "" } });
  },
};

function put(resource: GraphResource, { call }: Deployment): undefined {
  const { queueUrl, policy } = knownInputs(resource, ["queueUrl", "policy"]);
  call("sqs", "SetQueueAttributes", { QueueUrl: queueUrl, Attributes: { Policy: String(policy) } });
}
