import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventContract } from "@tributary/contract/event-contract";
import { constantName, type EventModel } from "@tributary/contract-tools/contract-model";
import { loadContracts } from "@tributary/contract-tools/load-contracts";

/** The contracts folder of this repository. */
export const contractsRoot = fileURLToPath(new URL("../../contracts", import.meta.url));

/** The contracts of this repository, as the tests derive themselves from them. */
export const { model } = loadContracts(contractsRoot);

/** The services that send or receive anything. */
export const services = [...new Set(model.operations.map(({ service }) => service))];

/** The generated constant of an event. */
export async function generatedContract(event: EventModel): Promise<EventContract> {
  const module: Record<string, EventContract> = await import(join(contractsRoot, "generated", `${event.stem}.js`));
  const contract = module[constantName(event)];
  if (contract === undefined) throw new Error(`${event.stem}.js does not export ${constantName(event)}`);
  return contract;
}

/** The generated operations of a service. */
export async function generatedOperations(service: string): Promise<{
  readonly sends: Readonly<Record<string, ContractOperation>>;
  readonly receives: Readonly<Record<string, ContractOperation>>;
}> {
  return import(join(contractsRoot, "generated", `${service}.operations.js`));
}

type Examples = readonly (readonly [name: string, value: unknown])[];

/** The examples of an event, by file name. */
export const examples = (event: EventModel, kind: "valid" | "invalid"): Examples =>
  examplesIn(contractsRoot, event, kind);

/** As `examples`, of a contracts folder. */
export function examplesIn(root: string, event: EventModel, kind: "valid" | "invalid"): Examples {
  const folder = join(root, "examples", event.stem, kind);
  return readdirSync(folder).map(name => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]);
}
