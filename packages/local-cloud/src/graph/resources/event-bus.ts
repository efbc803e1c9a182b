import type { GraphResource } from "@tributary/synth/graph";
import { given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

/** aws:cloudwatch/eventBus:EventBus */
export const eventBus: ResourceType = {
  create: (resource, { call }) =>
    call<{ EventBusArn: string }>("events", "CreateEventBus", request(resource)).EventBusArn,
  update(resource, { call }) {
    call("events", "UpdateEventBus", request(resource));
    return undefined;
  },
};

function request(resource: GraphResource): object {
  const { tagsAll: _tags, ...inputs } = knownInputs(
    resource,
    ["name", "kmsKeyIdentifier", "deadLetterConfig", "description"],
    ["tagsAll"],
  );
  return given(inApiCase(inputs) as Record<string, unknown>);
}
