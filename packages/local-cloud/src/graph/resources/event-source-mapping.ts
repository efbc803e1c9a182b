import type { GraphResource } from "@tributary/synth/graph";
import { mirrored } from "../mirrored.ts";
import type { ResourceType } from "../resource-type.ts";

/** What an input means that is not given. */
const defaults: Readonly<Record<string, unknown>> = {
  enabled: true,
  maximumBatchingWindowInSeconds: 0,
  filterCriteria: { filters: [] },
  functionResponseTypes: [],
  parallelizationFactor: 1,
  maximumRecordAgeInSeconds: -1,
  maximumRetryAttempts: -1,
  bisectBatchOnFunctionError: false,
  destinationConfig: { onFailure: {} },
  scalingConfig: {},
};

const mapping = mirrored({
  service: "lambda",
  create: "CreateEventSourceMapping",
  update: "UpdateEventSourceMapping",
  inputs: [
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
  ],
  kept: ["metricsConfig"],
  names: { destinationArn: "Destination" },
  id: "UUID",
  fixed: ["EventSourceArn", "StartingPosition"],
  arn: "EventSourceMappingArn",
  remove: ["DeleteEventSourceMapping", ({ id }) => ({ UUID: id })],
});

/** aws:lambda/eventSourceMapping:EventSourceMapping. It gets the very UUID that the graph says. */
export const eventSourceMapping: ResourceType = {
  ...mapping,
  update: (resource, deployment, before) =>
    mapping.update({ ...resource, inputs: { ...takenAway(resource, before), ...resource.inputs } }, deployment, before),
};

/** Defaults for what the graph said before and says no more: an update leaves alone what it does not name. */
function takenAway({ inputs }: GraphResource, before: GraphResource): Record<string, unknown> {
  const gone = Object.keys(before.inputs).filter(name => !(name in inputs) && name in defaults);
  return Object.fromEntries(gone.map(name => [name, defaults[name]]));
}
