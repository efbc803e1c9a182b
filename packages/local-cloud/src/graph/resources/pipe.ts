import type { GraphResource } from "@tributary/synth/graph";
import { given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = [
  "name",
  "source",
  "sourceParameters",
  "enrichment",
  "enrichmentParameters",
  "target",
  "targetParameters",
  "roleArn",
  "description",
  "desiredState",
  "kmsKeyIdentifier",
];
/** Names that are more than a capital away from the API's. */
const names = {
  dynamodbStreamParameters: "DynamoDBStreamParameters",
  eventbridgeEventBusParameters: "EventBridgeEventBusParameters",
};

/** aws:pipes/pipe:Pipe */
export const pipe: ResourceType = {
  create: (resource, { call }) => call<{ Arn: string }>("pipes", "CreatePipe", request(resource)).Arn,
  update(resource, { call }) {
    const { Source: _fixed, ...changes } = request(resource);
    return call<{ Arn: string }>("pipes", "UpdatePipe", changes).Arn;
  },
  remove({ inputs }, { call }) {
    call("pipes", "DeletePipe", { Name: inputs.name });
  },
};

function request(resource: GraphResource): Record<string, unknown> {
  const { tagsAll: _tags, ...inputs } = knownInputs(resource, used, ["tagsAll"]);
  return given(inApiCase(inputs, names) as Record<string, unknown>);
}
