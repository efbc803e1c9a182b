import { existsSync } from "node:fs";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { type LoadedConfig, mainGraph } from "../load-config.ts";
import { type ServiceNames, serviceNames } from "./names.ts";

/**
 * What the components of a new service would be called and something else is: another service of the contracts, or a component
 * that the program had when its graph was last written. SST refuses two of one name.
 */
export function takenComponent(loaded: LoadedConfig, model: ContractModel, names: ServiceNames): string | undefined {
  const other = model.operations
    .map(({ service }) => service)
    .find(service => service !== names.service && isName(service) && serviceNames(service).pascal === names.pascal);
  if (other !== undefined) return `the service ${other}`;
  const graph = mainGraph(loaded);
  const links = existsSync(graph) ? readSourceFile(graph).value : undefined;
  const there = isObject(links) && isObject(links.links) ? links.links : {};
  const own = ["", "Capture", "Consumer", "Queue", "DeadLetters", "Undelivered"].map(part => `${names.pascal}${part}`);
  const taken = own.find(name => Object.hasOwn(there, name));
  return taken === undefined ? undefined : `the component ${taken} of the program (as of its last synth)`;
}

/** Contracts may have services of other names, which no folder and no component is called like. */
const isName = (service: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service) && service.length <= 40;
