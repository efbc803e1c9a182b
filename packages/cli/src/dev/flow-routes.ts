import type { Graph, GraphResource } from "@tributary/synth/graph";
import { queueReaders } from "@tributary/synth/queue-readers";

/** Who receives events of a bus, by the physical names that a cloud reports. */
export interface FlowRoutes {
  /** The receiver behind a rule's target, by the target's ARN. */
  readonly byTarget: ReadonlyMap<string, Receiver>;
  /** The same by the physical name of its queue. */
  readonly byQueue: ReadonlyMap<string, Receiver>;
  /** The same by the physical name of its function. */
  readonly byFunction: ReadonlyMap<string, Receiver>;
  /** The name in the program of a function, a pipe or a queue, by its physical name. */
  nameOf(physicalName: string): string;
}

/** What a rule sends events to. */
export interface Receiver {
  /** The name in the program of the component that handles it: `TimelineConsumer`. */
  readonly name: string;
  /** Whether a function handles its messages; elsewhere an event has arrived when it is delivered. */
  readonly isHandled: boolean;
}

/** Derives from a graph who receives what the rules of its buses deliver. */
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
