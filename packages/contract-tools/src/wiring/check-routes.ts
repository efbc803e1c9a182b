import { finding } from "../check/finding.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed, isOn, routesOf, rulesFor } from "./routes.ts";
import { ruleRefusal } from "./rule-pattern.ts";

/**
 * Whether contracts and rules agree: each bus exists, each reception has a rule that brings the event to its service,
 * each rule selects an event that somebody sends. EventBridge accepts all of these mistakes and delivers nothing.
 */
export function checkRoutes({ document, events, operations }: ContractModel, wiring: Wiring): Diagnostic[] {
  const { source } = wiring;
  const found: Diagnostic[] = [];
  for (const name of new Set(events.map(({ bus }) => bus))) {
    if (busNamed(wiring, name) !== undefined) continue;
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
  for (const { action, service, event, pointer } of operations) {
    if (action !== "receive" || busNamed(wiring, event.bus) === undefined) continue;
    if (routesOf(wiring, event).some(route => route.service === service)) continue;
    const message = `no rule in ${source.path} delivers ${event.detailType} to ${service}`;
    const fix = `subscribe it in services/${service}/infra.ts, import that in the program, then run: tributary synth`;
    found.push(finding("reception-without-rule", document, pointer, message, { fix }));
  }
  return found;
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
