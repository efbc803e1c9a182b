import type { Graph, GraphResource } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";

/** Receivers of a bus's events, by the physical names that a cloud reports. */
export interface FlowRoutes {
  /** Receivers by the ARN of a rule's target. */
  readonly byTarget: ReadonlyMap<string, Receiver>;
  /** Receivers by the physical name of their queue. */
  readonly byQueue: ReadonlyMap<string, Receiver>;
  /** Receivers by the physical name of their function. */
  readonly byFunction: ReadonlyMap<string, Receiver>;
  /** Names in the program of functions, pipes and queues, by physical name. */
  nameOf(physicalName: string): string;
}

/** The receiver behind a rule's target. */
export interface Receiver {
  /** Name in the program of the component that handles the events: `TimelineConsumer`. */
  readonly name: string;
  /** Whether a function handles its messages; otherwise an event has arrived once it is delivered. */
  readonly isHandled: boolean;
}

/** Derives the receivers of its buses' rules from a graph. */
export function flowRoutes(graph: Graph): FlowRoutes {
  const label = ({ parent, name }: GraphResource) => parent ?? name;
  const names = new Map(graph.resources.map(resource => [physicalName(resource), label(resource)]));
  const nameOf = (name: string) => names.get(name) ?? name;
  const functions = new Set(graph.resources.filter(isFunction).map(physicalName));
  const byTarget = new Map<string, Receiver>();
  const byQueue = new Map<string, Receiver>();
  const byFunction = new Map<string, Receiver>();
  const readers = new Map(queueReaders(graph).map(({ arn, physicalName: reader }) => [arn, last(reader)]));
  for (const { type, inputs } of graph.resources) {
    if (!type.endsWith(":EventTarget") || typeof inputs.arn !== "string") continue;
    const { arn } = inputs;
    const reader = readers.get(arn);
    const isHandled = reader !== undefined && functions.has(reader);
    const receiver = byFunction.get(reader ?? "") ?? { name: nameOf(reader ?? last(arn)), isHandled };
    byTarget.set(arn, receiver);
    byQueue.set(last(arn), receiver);
    if (isHandled) byFunction.set(reader, receiver);
  }
  return { byTarget, byQueue, byFunction, nameOf };
}

const isFunction = ({ type }: GraphResource) => type === "aws:lambda/function:Function";

const physicalName = ({ inputs, outputs, id }: GraphResource): string =>
  String(inputs.name ?? outputs.name ?? last(id));

/** The last part of an ARN, a URL or a name. */
const last = (text: string): string => text.split(/[:/]/).at(-1) ?? text;
