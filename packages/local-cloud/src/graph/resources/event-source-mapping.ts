import type { GraphResource } from "@tributary/synth/graph";
import { given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = [
  "eventSourceArn",
  "functionName",
  "startingPosition",
  "enabled",
  "batchSize",
  "maximumBatchingWindowInSeconds",
  "filterCriteria",
  "functionResponseTypes",
  "parallelizationFactor",
  "maximumRecordAgeInSeconds",
  "maximumRetryAttempts",
  "bisectBatchOnFunctionError",
  "destinationConfig",
  "scalingConfig",
];

/** aws:lambda/eventSourceMapping:EventSourceMapping. It gets the very UUID that the graph says. */
export const eventSourceMapping: ResourceType = {
  create: (resource, { call }) =>
    call<{ EventSourceMappingArn: string }>("lambda", "CreateEventSourceMapping", {
      ...request(resource),
      UUID: resource.id,
    }).EventSourceMappingArn,
  update(resource, { call }) {
    const { EventSourceArn: _source, StartingPosition: _start, ...changes } = request(resource);
    return call<{ EventSourceMappingArn: string }>("lambda", "UpdateEventSourceMapping", {
      ...changes,
      UUID: resource.id,
    }).EventSourceMappingArn;
  },
  remove({ id }, { call }) {
    call("lambda", "DeleteEventSourceMapping", { UUID: id });
  },
};

function request(resource: GraphResource): Record<string, unknown> {
  const { metricsConfig: _metrics, ...inputs } = knownInputs(resource, used, ["metricsConfig"]);
  return given(inApiCase(inputs, { destinationArn: "Destination" }) as Record<string, unknown>);
}
