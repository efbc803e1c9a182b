import { mirrored } from "../mirrored.ts";
import type { ResourceType } from "../resource-type.ts";

const url = mirrored({
  service: "lambda",
  ...{ create: "CreateFunctionUrlConfig", update: "UpdateFunctionUrlConfig" },
  inputs: ["functionName", "authorizationType", "cors", "invokeMode", "qualifier", "urlId"],
  names: { authorizationType: "AuthType" },
  remove: ["DeleteFunctionUrlConfig", ({ inputs }) => ({ FunctionName: inputs.functionName })],
});

/** aws:lambda/functionUrl:FunctionUrl. It keeps the id that its graph has, so that its address stays. */
export const functionUrl: ResourceType = {
  ...url,
  create: (resource, deployment) =>
    url.create({ ...resource, inputs: { ...resource.inputs, urlId: resource.outputs.urlId } }, deployment),
  // What the program sets no more is gone, too.
  update: (resource, deployment, before) =>
    url.update({ ...resource, inputs: { cors: {}, ...resource.inputs } }, deployment, before),
};
