import { constantName, type OperationModel } from "../source/contract-model.ts";
import { generatedHeader } from "./emit-event-module.ts";

/** The JavaScript and the declarations of the module that says what a service sends and receives. */
export function emitOperations(service: string, operations: readonly OperationModel[]): { js: string; dts: string } {
  const own = operations.filter(operation => operation.service === service).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const imported = [...new Map(own.map(({ event }) => [event.stem, event])).values()];
  const sends = own.filter(({ action }) => action === "send");
  const receives = own.filter(({ action }) => action === "receive");
  const js = `${generatedHeader}${imported.map(event => `import { ${constantName(event)} } from "./${event.stem}.js";\n`).join("")}
export const service = ${JSON.stringify(service)};

export const sends = ${members(sends, entry)};

export const receives = ${members(receives, entry)};
`;
  const dts = `${generatedHeader}import type { ContractOperation } from "@tributary/contract/contract-operation";
${imported.map(event => `import type { ${constantName(event)}Detail } from "./${event.stem}.js";\n`).join("")}
export declare const service: ${JSON.stringify(service)};

/** What the service sends, by detail-type. */
export type ${typeName(service)}Sends = ${members(sends, declaration)};
export declare const sends: ${typeName(service)}Sends;

/** What the service receives, by detail-type. */
export type ${typeName(service)}Receives = ${members(receives, declaration)};
export declare const receives: ${typeName(service)}Receives;
`;
  return { js, dts };
}

/** The compiler calls a type by its name where something of it is missing, in place of all that is in it. */
const typeName = (service: string) =>
  service
    .replace(/(?:^|[-_]+)([A-Za-z0-9]|$)/g, (_, first: string) => first.toUpperCase())
    .replace(/^(?=\d)/, "Service");

const key = ({ event, id }: OperationModel) => `${event.detailType} ${id}`;

const members = (operations: readonly OperationModel[], member: (operation: OperationModel) => string) =>
  operations.length === 0 ? "{}" : `{\n${operations.map(operation => `  ${member(operation)}\n`).join("")}}`;

function entry({ event, filter, delivery }: OperationModel): string {
  const extras = Object.entries({ filter, delivery }).flatMap(([name, value]) =>
    value === undefined ? [] : [`, ${name}: ${JSON.stringify(value)}`],
  );
  const contract = constantName(event);
  return `${JSON.stringify(event.detailType)}: { contract: ${contract}, bus: ${JSON.stringify(event.bus)}${extras.join("")} },`;
}

/** The type names how repetitions are recognised, which decides what a handler must be. */
function declaration({ event, delivery }: OperationModel): string {
  const dedupe = typeof delivery?.dedupe === "string" ? `, ${JSON.stringify(delivery.dedupe)}` : "";
  return `readonly ${JSON.stringify(event.detailType)}: ContractOperation<${constantName(event)}Detail${dedupe}>;`;
}
