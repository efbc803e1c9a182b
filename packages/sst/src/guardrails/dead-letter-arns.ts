import type { Graph, GraphResource } from "@tributary/synth/graph";
import { streamOf } from "./event-sources.ts";
import { at, resources, text } from "./graph-view.ts";

/** ARNs of the queues that receive dead letters. */
export function deadLetterArns(graph: Graph): Set<unknown> {
  return new Set([
    ...resources(graph, "Queue").map(queue => redrive(queue)?.deadLetterTargetArn),
    ...["EventTarget", "EventBus"].flatMap(type =>
      resources(graph, type).map(({ inputs }) => at(inputs, "deadLetterConfig", "arn")),
    ),
    ...resources(graph, "Pipe").map(pipe => at(streamOf(pipe), "deadLetterConfig", "arn")),
  ]);
}

/** A queue's dead-letter queue and maximum of receptions; undefined if it never gives up. */
export function redrive(queue: GraphResource): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
  const policy = text(queue, "redrivePolicy");
  return policy === "" ? undefined : JSON.parse(policy);
}
