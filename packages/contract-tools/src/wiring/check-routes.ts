import { finding } from "../check/finding.ts";
import type { ContractModel, EventModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import type { Unwired } from "./not-wired-yet.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed, isOn, type Route, routesOf, rulesFor } from "./routes.ts";
import { ruleRefusal } from "./rule-pattern.ts";

/**
 * Whether contracts and rules agree: each bus exists, each reception has a rule that brings the event to its service,
 * each rule selects an event that somebody sends. EventBridge accepts all of these mistakes and delivers nothing.
 */
export function checkRoutes(
  { document, events, operations }: ContractModel,
  wiring: Wiring,
  open: Unwired,
): Diagnostic[] {
  const { source } = wiring;
  const found: Diagnostic[] = [];
  for (const name of new Set(events.map(({ bus }) => bus))) {
    if (busNamed(wiring, name) !== undefined || open.buses.has(name)) continue;
    const at = events.find(({ bus }) => bus === name)?.pointer ?? "";
    const fix = `create it in the program, as the component of that name, or correct x-eventbridge.bus`;
    const message = `no bus in ${source.path} is "${name}": EventBridge accepts and drops events sent to it`;
    found.push(finding("bus-unknown", document, `${at}/x-eventbridge/bus`, message, { fix }));
  }
  const buses = ofType(wiring, "EventBus");
  for (const rule of ofType(wiring, "EventRule")) {
    const bus = buses.find(each => isOn(rule, each));
    const name = textAt(rule.inputs, "eventBusName");
    // The default bus of the account exists without being made, and brings events of AWS that no contract describes.
    if (name === undefined || name === "default") continue;
    if (bus === undefined) {
      const at = `${rule.pointer}/inputs/eventBusName`;
      found.push(finding("bus-unknown", source, at, `the rule ${rule.name} is on a bus that nothing creates`));
    } else if (
      ruleRefusal(rule) === undefined &&
      !selectsAwsAlone(rule) &&
      !events.some(event => busNamed(wiring, event.bus) === bus && rulesFor(wiring, bus, event).includes(rule))
    ) {
      const fix = "correct its source and detail-type, or remove it";
      const message = `no event of the contracts has the source and detail-type that the rule ${rule.name} selects`;
      found.push(finding("rule-without-event", source, `${rule.pointer}/inputs/eventPattern`, message, { fix }));
    }
  }
  for (const operation of operations) {
    const { action, service, event, pointer } = operation;
    const bus = busNamed(wiring, event.bus);
    if (action !== "receive" || bus === undefined || open.operations.has(operation)) continue;
    if (routesOf(wiring, event).some(route => route.service === service)) continue;
    const message = `no rule in ${source.path} delivers ${event.detailType} to ${service}: ${seenOn(bus, event, wiring)}`;
    const fix = `subscribe ${service} to what it receives, in the program, then run \`npx tributary synth\``;
    found.push(finding("reception-without-rule", document, pointer, message, { fix }));
  }
  return [...found, ...events.flatMap(event => strayRoutes(event, operations, wiring))];
}

/** What there is of rules for an event on its bus, and where each leads. */
function seenOn(bus: WiredResource, event: EventModel, wiring: Wiring): string {
  const all = ofType(wiring, "EventRule").filter(rule => isOn(rule, bus));
  const selecting = rulesFor(wiring, bus, event);
  const routes = routesOf(wiring, event);
  const ends = selecting.map(rule => {
    const own = routes.filter(route => route.rule === rule);
    const [first] = own;
    if (first === undefined) return `${rule.name} is disabled or has no target`;
    return `${rule.name} leads to ${[...new Set(own.map(endOf))].join(" and ")}`;
  });
  const selected = ends.length === 0 ? "none selects it" : ends.join(", ");
  const others = all.length - selecting.length;
  return `of the ${all.length} rules on the bus ${bus.name} ${selected}${ends.length > 0 && others > 0 ? `, and ${others} select other events` : ""}`;
}

function endOf({ target, queue, reader, service }: Route): string {
  if (service !== undefined) return service;
  if (reader !== undefined) return `${reader.name} (${reader.handler ?? "no handler"}), which names no service`;
  return queue === undefined ? target.name : `the queue ${queue.name}, which no function reads`;
}

/** Functions that the program delivers an event to which they do not receive by contract. */
function strayRoutes(event: EventModel, operations: readonly OperationModel[], wiring: Wiring): Diagnostic[] {
  const receivers = new Set(
    operations.filter(each => each.event === event && each.action === "receive").map(({ service }) => service),
  );
  return routesOf(wiring, event).flatMap(({ rule, reader, service }) => {
    if (reader === undefined || (service !== undefined && receivers.has(service))) return [];
    const who =
      service ?? `${reader.name} (${reader.handler ?? "no handler"}), which is of no service of the contracts`;
    const message = `the rule ${rule.name} delivers ${event.detailType} to ${who}, but no receive operation says so`;
    const fix = "add its receive operation to asyncapi.yaml, or remove the rule from the program";
    return [finding("rule-without-reception", wiring.source, rule.pointer, message, { fix })];
  });
}

/** Whether a rule asks for events of AWS's own services, which no contract describes: only they have a source of `aws.`. */
function selectsAwsAlone({ inputs }: WiredResource): boolean {
  const pattern: unknown = JSON.parse(textAt(inputs, "eventPattern") ?? "{}");
  const sources = isObject(pattern) && Array.isArray(pattern.source) ? pattern.source : [];
  const isOfAws = (source: unknown) => typeof source === "string" && source.startsWith("aws.");
  return (
    sources.length > 0 &&
    sources.every((source: unknown) => isOfAws(source) || (isObject(source) && isOfAws(source.prefix)))
  );
}
