import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, knownInputs, type ResourceType } from "../resource-type.ts";

/**
 * aws:lambda/invocation:Invocation: calls a function when it is created and whenever its input changes. A deployment waits
 * for the answer; here the call is asynchronous, and tried again like any other: the function needs the cloud to run.
 */
export const lambdaInvocation: ResourceType = { create: invoke, update: invoke, remove() {} };

function invoke(resource: GraphResource, { call }: Deployment): undefined {
  const { functionName, input } = knownInputs(resource, ["functionName", "input", "triggers"], ["lifecycleScope"]);
  call("lambda", "Invoke", { FunctionName: functionName, InvocationType: "Event", Payload: input ?? "{}" });
}
