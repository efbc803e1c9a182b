import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import type { EventModel } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { serviceOf } from "./service-of.ts";

/** One way that an event may take: a rule of its bus, a target of the rule, and what reads the target. */
export interface Route {
  readonly rule: WiredResource;
  readonly target: WiredResource;
  readonly queue?: WiredResource;
  /** The function that reads the target. */
  readonly reader?: WiredResource;
  /** The service of that function, as the contracts call it. */
  readonly service?: string;
}

/**
 * The bus of the graph that the contracts call by this name: `clinical` is the component or link `ClinicalBus`, or so named.
 * A bus that is there already is linked under a name of its own.
 */
export function busNamed(
  wiring: Pick<Wiring, "resources"> & Partial<Pick<Wiring, "source">>,
  name: string,
): WiredResource | undefined {
  if (name === "default") return defaultBus(wiring);
  const component = busComponent(name);
  const linked = textAt(wiring.source?.value, "links", component, "arn");
  return ofType(wiring, "EventBus").find(
    bus =>
      bus.parent === component ||
      bus.name === component ||
      bus.inputs.name === name ||
      (linked !== undefined && bus.arn === linked),
  );
}

/** The bus that every account has, to which AWS's own services publish. */
function defaultBus({ source }: Partial<Pick<Wiring, "source">>): WiredResource {
  const [region, account] = [textAt(source?.value, "region"), textAt(source?.value, "account")];
  const arn = `arn:aws:events:${region}:${account}:event-bus/default`;
  const name = "default";
  return { name, type: "aws:EventBus", id: name, inputs: { name }, outputs: { arn }, arn, pointer: "" };
}

/** What the component is called that makes a bus of the contracts. */
export const busComponent = (name: string): string =>
  `${name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Bus`;

/** The rules of a bus that select an event by its source and detail-type; what else they ask for is not looked at. */
export function rulesFor(wiring: Wiring, bus: WiredResource, event: EventModel): WiredResource[] {
  const envelope = { source: event.source, "detail-type": event.detailType };
  return ofType(wiring, "EventRule").filter(rule => isOn(rule, bus) && selects(rule, envelope));
}

/** Whether a rule stands on a bus, which it may name by name or by ARN; without a name it is the account's default one. */
export const isOn = ({ inputs: { eventBusName = "default" } }: WiredResource, bus: WiredResource): boolean =>
  eventBusName === bus.inputs.name || eventBusName === bus.arn;

/** Every route of an event from its bus that is switched on. */
export function routesOf(wiring: Wiring, event: EventModel): Route[] {
  const bus = busNamed(wiring, event.bus);
  if (bus === undefined) return [];
  const rules = rulesFor(wiring, bus, event).filter(
    ({ inputs }) => inputs.state !== "DISABLED" && inputs.isEnabled !== false,
  );
  return rules.flatMap(rule =>
    ofType(wiring, "EventTarget")
      .filter(({ inputs }) => inputs.rule === rule.inputs.name && inputs.eventBusName === rule.inputs.eventBusName)
      .flatMap(target => readersOf(wiring, rule, target)),
  );
}

function readersOf(wiring: Wiring, rule: WiredResource, target: WiredResource): Route[] {
  const { arn } = target.inputs;
  const queue = ofType(wiring, "Queue").find(each => each.arn !== undefined && each.arn === arn);
  // The queue may be there already, and be none of the program's.
  const mapped = ofType(wiring, "EventSourceMapping")
    .filter(({ inputs }) => inputs.eventSourceArn === arn && inputs.enabled !== false)
    .flatMap(({ inputs }) => functionsCalled(wiring, textAt(inputs, "functionName")));
  const readers = [...ofType(wiring, "Function").filter(each => each.arn === arn), ...mapped];
  const route = { rule, target, ...(queue === undefined ? {} : { queue }) };
  if (readers.length === 0) return [route];
  return readers.map(reader => {
    const service = serviceOf(reader, wiring);
    return { ...route, reader, ...(service === undefined ? {} : { service }) };
  });
}

const functionsCalled = (wiring: Wiring, called: string | undefined) =>
  ofType(wiring, "Function").filter(
    each => called !== undefined && (each.inputs.name === called || each.arn === called),
  );

function selects({ inputs }: WiredResource, envelope: Readonly<Record<string, string>>): boolean {
  let pattern: unknown;
  try {
    pattern = JSON.parse(String(inputs.eventPattern));
    if (!isObject(pattern)) return false;
    const kept = Object.entries(pattern).filter(([field]) => Object.hasOwn(envelope, field));
    return kept.length === 0 || match(compile(Object.fromEntries(kept)), envelope);
  } catch (error) {
    // Refused patterns are reported where patterns are checked; they select nothing.
    if (error instanceof PatternError || error instanceof SyntaxError) return false;
    throw error;
  }
}
