import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { keptStages } from "@tributary/contract-tools/config/kept-stages";
import type { Graph } from "@tributary/synth/graph";
import { expect, test } from "vitest";
import config from "../../tributary.config.ts";

const root = new URL("../../", import.meta.url).pathname;
const read = (file: string) => readFileSync(`${root}${file}`, "utf8");
const handlers = globSync("services/*/handler.ts", { cwd: root });

/** What the files of a service read of its links, whichever function does. */
function readLinks(service: string, links: Graph["links"]): string[] {
  const files = globSync(`${service}/*.ts`, { cwd: root }).filter(file => !file.endsWith(".test.ts"));
  return files.flatMap(file => {
    const text = read(file);
    const ports = [...text.matchAll(/\b(\w+Ports)\((?:"(\w+)")?/g)];
    return [
      ...[...text.matchAll(/\blinked\.(\w+)|\b(?:bus|datastore|ledger): "(\w+)"/g)].map(
        ([, one, other]) => (one ?? other)!,
      ),
      // Claims are linked and read by the same rule: where the contract asks for them.
      ...ports.flatMap(([, kind, name]) => readByPorts[kind!]!(name!)).filter(isLinked(links)),
    ];
  });
}

const isLinked = (links: Graph["links"]) => (name: string) =>
  !name.endsWith("Idempotency") || Object.hasOwn(links, name);

const ofEvery = ["Quarantine", "QuarantineReports"];

/** What the kit's functions that find ports read of the links, by the name that they are called with. */
const readByPorts: Readonly<Record<string, (name: string) => readonly string[]>> = {
  consumerPorts: name => [...ofEvery, `${name}Idempotency`],
  servicePorts: () => ofEvery,
  enrichPorts: () => ofEvery,
  producerPorts: bus => [...ofEvery, bus],
  keepPorts: name => [`${name}Published`],
  healthlakePorts: name => [...ofEvery, `${name}WindowsQueue`],
  comparisonPorts: name => [name, `${name}Stream`, `${name}Published`, `${name}ComparisonQueue`],
};

/** Where a pipe puts the events on the bus, no function does. */
const stages = keptStages(config).filter(({ stage }) => !stage.endsWith("-pipe"));

test.each(stages)("each service is linked to exactly what it reads, in the graph of $stage", ({ snapshot }) => {
  const { resources, links } = JSON.parse(read(snapshot)) as Graph;
  for (const service of handlers.map(dirname)) {
    const functions = resources.flatMap(({ code }) => (code?.handler.startsWith(`${service}/`) ? [code] : []));
    const linked = new Set(functions.flatMap(({ links: own }) => own));
    if (functions.length > 0)
      expect([service, [...linked].sort()]).toEqual([service, [...new Set(readLinks(service, links))].sort()]);
  }
  expect(handlers.length).toBeGreaterThan(3);
});
