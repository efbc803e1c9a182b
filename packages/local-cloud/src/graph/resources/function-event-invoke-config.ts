import type { GraphResource } from "@tributary/synth/graph";
import { type Deployment, given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = ["functionName", "maximumRetryAttempts", "maximumEventAgeInSeconds", "destinationConfig"];

/** aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig */
export const functionEventInvokeConfig: ResourceType = { create: put, update: put };

function put(resource: GraphResource, { call }: Deployment): undefined {
  const inputs = knownInputs(resource, used, ["qualifier"]);
  call(
    "lambda",
    "PutFunctionEventInvokeConfig",
    given(inApiCase({ ...inputs, qualifier: undefined }) as object as Record<string, unknown>),
  );
}
