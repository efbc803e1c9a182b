import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Upcaster } from "@tributary/contract/upcaster";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { arbitraryFor } from "@tributary/testkit/arbitrary";
import fc from "fast-check";
import { examplesIn } from "./contracts.ts";
import { upcastFailures } from "./upcast-failures.ts";

/**
 * What is wrong with the upcasters of a contracts folder, each after the name of its file: the name, the versions, or what
 * becomes of the old version's valid examples and of 200 generated events.
 */
export async function upcasterFolderFailures(root: string): Promise<string[]> {
  const folder = join(root, "upcasters");
  const { model } = loadContracts(root);
  const found: string[] = [];
  for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const [, name = "", from, to] = /^(.+)\.v(\d+)-to-v(\d+)\.ts$/.exec(file) ?? [];
    if (!(Number(to) > Number(from))) {
      found.push(`${file}: is not named <event>.v<old>-to-v<new>.ts`);
      continue;
    }
    const { upcaster }: { upcaster?: Upcaster } = await import(pathToFileURL(join(folder, file)).href);
    found.push(...failuresOf(upcaster, [`${name}.v${from}`, `${name}.v${to}`], model).map(each => `${file}: ${each}`));
  }
  return found;
}

function failuresOf(upcaster: Upcaster | undefined, stems: readonly [string, string], model: ContractModel): string[] {
  if (upcaster === undefined) return ["does not export upcaster"];
  const [from, to] = stems.map(stem => model.events.find(each => each.stem === stem));
  if (from === undefined || to === undefined) return [`${stems.join(" or ")} is no event of these contracts`];
  const stated = [upcaster.from.detailType, upcaster.to.detailType].join(" to ");
  if (stated !== `${from.detailType} to ${to.detailType}`) return [`reads ${stated}`];
  return upcastFailures(upcaster, upcastSamples(model, stems[0]));
}

/** Everything that an event's contract offers: its examples, and generated events. None for a stem of no event. */
export function upcastSamples(model: ContractModel, stem: string): unknown[] {
  const event = model.events.find(each => each.stem === stem);
  if (event === undefined) return [];
  const arbitrary = arbitraryFor(event.schema.schema, schemaSet(model.schemas));
  const valid = examplesIn(model.root, event, "valid").map(([, value]) => value);
  return [...valid, ...fc.sample(arbitrary, { numRuns: 200, seed: 1 })];
}
