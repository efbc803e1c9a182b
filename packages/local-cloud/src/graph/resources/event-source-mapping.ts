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

/** aws:lambda/eventSourceMapping:EventSourceMapping. It gets the very UUID that the graph says. */
export const eventSourceMapping: ResourceType = {
  create: (resource, { call }) =>
    call<{ EventSourceMappingArn: string }>("lambda", "CreateEventSourceMapping", {
      ...request(resource),
      UUID: resource.id,
    }).EventSourceMappingArn,
  update(resource, { call }, before) {
    const withDefaults = { ...resource, inputs: { ...takenAway(resource, before), ...resource.inputs } };
    const { EventSourceArn: _source, StartingPosition: _start, ...changes } = request(withDefaults);
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

/** Defaults for what the graph said before and says no more: an update leaves alone what it does not name. */
function takenAway({ inputs }: GraphResource, before: GraphResource): Record<string, unknown> {
  const gone = Object.keys(before.inputs).filter(name => !(name in inputs) && name in defaults);
  return Object.fromEntries(gone.map(name => [name, defaults[name]]));
}
