import type { Graph, GraphResource } from "@tributary/synth/graph";
import { at, resources, text } from "./graph-view.ts";

/** Mappings of change streams. */
export const streamMappings = (graph: Graph): GraphResource[] =>
  resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes("/stream/"));

/** Mappings of queues. */
export const queueMappings = (graph: Graph): GraphResource[] =>
  resources(graph, "EventSourceMapping").filter(mapping => text(mapping, "eventSourceArn").includes(":sqs:"));

/** A pipe's settings for its stream. */
export const streamOf = (pipe: GraphResource): unknown =>
  at(pipe.inputs, "sourceParameters", "dynamodbStreamParameters");
