import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import { finding } from "../check/finding.ts";
import type { ContractModel, EventModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { contractImports } from "./contract-imports.ts";
import { covers, publishGrants } from "./grants.ts";
import { ofType, type Wiring } from "./read-wiring.ts";
import { busComponent, busNamed, routesOf, rulesFor } from "./routes.ts";
import { serviceOf } from "./service-of.ts";

/** What the program does not have yet, and need not: nothing of it was released, or its service has no function at all. */
export interface Unwired {
  readonly buses: ReadonlySet<string>;
  readonly operations: ReadonlySet<OperationModel>;
}

/**
 * What of the contracts is yet to be wired. A rule that selects an event and leads elsewhere than it should, a released event
 * that a service in the program lacks, and a bus with nearly the name of another are no such things, but faults.
 */
export function unwired(model: ContractModel, wiring: Wiring): Unwired {
  const present = new Set(ofType(wiring, "Function").flatMap(each => serviceOf(each, wiring) ?? []));
  const buses = new Set(
    model.events
      .map(({ bus }) => bus)
      .filter(bus => busNamed(wiring, bus) === undefined && !isSlip(bus, wiring))
      .filter(bus => !model.events.some(event => event.bus === bus && isReleased(event, model))),
  );
  const grants = publishGrants(wiring);
  const operations = model.operations.filter(operation => {
    const { action, service, event } = operation;
    if (busNamed(wiring, event.bus) === undefined) return buses.has(event.bus);
    if (present.has(service) && isReleased(event, model)) return false;
    if (action === "send") return !grants.some(grant => covers(grant, operation, wiring));
    return !isMisled(event, wiring) && !routesOf(wiring, event).some(route => route.service === service);
  });
  return { buses, operations: new Set(operations) };
}

/** Some rule selects the event and leads to no service: it was wired, and not as it should be. */
function isMisled(event: EventModel, wiring: Wiring): boolean {
  const bus = busNamed(wiring, event.bus);
  const led = new Set(routesOf(wiring, event).flatMap(({ rule, service }) => (service === undefined ? [] : [rule])));
  return bus !== undefined && rulesFor(wiring, bus, event).some(rule => !led.has(rule));
}

const isReleased = ({ stem }: EventModel, { root }: ContractModel) => existsSync(join(root, "released", stem));

const isSlip = (name: string, wiring: Wiring) =>
  ofType(wiring, "EventBus").some(bus =>
    [bus.parent, bus.name, bus.inputs.name].some(
      each => typeof each === "string" && (isNear(busComponent(name), each) || isNear(name, each)),
    ),
  );

/** One finding for each service and bus that is yet to be wired, with the lines to write. */
export function notWiredYet(model: ContractModel, open: Unwired): Diagnostic[] {
  const { document } = model;
  const buses = [...open.buses].map(bus => {
    const at = model.events.find(event => event.bus === bus)!.pointer;
    const lines = [
      'import { encryptedBus } from "@tributary/sst/encrypted-bus";',
      `export const bus = { stack, contractName: "${bus}", component: encryptedBus(stack, "${busComponent(bus)}") };`,
    ];
    const message = `the program has no bus "${bus}" yet`;
    return finding("not-wired-yet", document, `${at}/x-eventbridge/bus`, message, { fix: lines.join("\n") });
  });
  const services = [...Map.groupBy(open.operations, ({ service }) => service)].map(([service, own]) => {
    const receives = own.filter(({ action }) => action === "receive");
    const sends = own.filter(({ action }) => action === "send");
    const what = [
      ...(receives.length > 0 ? [`receives ${detailTypes(receives)}`] : []),
      ...(sends.length > 0 ? [`sends ${detailTypes(sends)}`] : []),
    ];
    const message = `${service} ${what.join(" and ")} by contract, but not in the program yet`;
    return finding("not-wired-yet", document, own[0]!.pointer, message, {
      fix: linesFor(service, receives.length > 0, sends.length > 0, model),
    });
  });
  return [...buses, ...services];
}

const detailTypes = (operations: readonly OperationModel[]) =>
  operations.map(({ event }) => event.detailType).join(", ");

function linesFor(service: string, receives: boolean, sends: boolean, model: ContractModel): string {
  const names = [...(receives ? ["receives"] : []), ...(sends ? ["sends"] : [])].join(", ");
  const component = service.replace(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase());
  const importOf = contractImports(repositoryOf(model), model.root);
  return [
    `import { ${names} } from "${importOf(`${service}.operations`)}";`,
    ...(receives
      ? [
          'import { subscribe } from "@tributary/sst/subscribe";',
          `subscribe(bus, "${component}", { receives, handler: "services/${service}/handler.consume", atOnce: 2 });`,
        ]
      : []),
    ...(sends
      ? [
          'import { publishes } from "@tributary/sst/publishes";',
          "publishes(bus, sends) // among the uses of the function that publishes, whose handler is in a folder or file of the service's name",
        ]
      : []),
  ].join("\n");
}

/** The folder of the package that the contracts are part of. */
function repositoryOf({ root }: ContractModel): string {
  const above = dirname(resolve(root));
  for (let folder = above; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, "package.json"))) return folder;
  return above;
}
