import type { Graph } from "./graph.ts";

/** A queue of the graph, and what reads it. */
export interface QueueReader {
  readonly arn: string;
  readonly url: string;
  /** Name of the queue in the program. */
  readonly queue: string;
  /** Name in the program of the event source mapping or the pipe. */
  readonly reader: string;
  /** Physical name of the function or the pipe. */
  readonly physicalName: string;
}

/** Every queue that an event source mapping or a pipe reads, with its reader. */
export function queueReaders(graph: Graph): QueueReader[] {
  const queues = new Map(
    graph.resources
      .filter(({ type }) => type === "aws:sqs/queue:Queue")
      .map(queue => [String(queue.outputs.arn), queue]),
  );
  return graph.resources.flatMap(({ name, inputs }) => {
    const queue = queues.get(String(inputs.eventSourceArn ?? inputs.source));
    if (!queue) return [];
    const physicalName = String(inputs.functionName ?? inputs.name);
    return [{ arn: String(queue.outputs.arn), url: queue.id, queue: queue.name, reader: name, physicalName }];
  });
}
