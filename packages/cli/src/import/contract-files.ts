import { join } from "node:path";
import { jsonText } from "../add/source-text.ts";
import { bundleSchema, type Files } from "./bundle-schema.ts";
import { contractSchema } from "./contract-schema.ts";
import type { Decide } from "./decision.ts";
import { exampleDetail } from "./example-detail.ts";
import { placeText } from "./import-problem.ts";
import type { Planned } from "./planned-event.ts";

/** A file of the contracts, by its path below their folder, and where its content comes from. */
export interface ContractFile {
  readonly path: string;
  readonly text: string;
  readonly from: string;
}

interface Surroundings {
  /** The schema's id. */
  readonly id: string;
  readonly files: Files;
  /** The contracts folder. */
  readonly root: string;
  readonly classification: string;
}

/** The schema of an event and its examples. `leave` takes what its publisher has to do. */
export function contractFiles(
  planned: Planned,
  { id, files, root, classification }: Surroundings,
  { decide, leave }: { readonly decide: Decide; readonly leave: Decide },
): ContractFile[] {
  const { event, names } = planned;
  const definitions = bundleSchema(event.payload, event.dialect, files, decide);
  const { schema, isWhole, isBare, leftOut, classified } = contractSchema(names, id, definitions, {
    ...event,
    classification,
    ...(planned.sender !== undefined && { sender: planned.sender }),
  });
  const at = placeText(event.payload);
  if (isWhole) decide(`${at}/properties/metadata`, "replaced by the metadata that every event has here");
  else if (!isBare) decide(at, "became the data of the event, beside the metadata that every event has here");
  for (const name of leftOut) decide(`${at}/properties/${name}`, "left out: an event has metadata and data");
  const path = `schemas/${names.stem}.schema.json`;
  if (classified.length > 0)
    decide(
      `${join(root, path)}#${isBare ? "" : "/$defs/data"}`,
      `classified ${classification}, as nothing classifies ${listed(classified)}: say so where a field needs less care`,
    );
  for (const left of publishing(planned, isWhole)) leave(placeText(event.place), left);
  const examples = event.examples.map(({ name, value, place }, index) => ({
    path: `examples/${names.stem}/valid/${exampleName(name, index)}.json`,
    text: jsonText(isWhole || isBare ? value : exampleDetail(names, id, value, index)),
    from: placeText(place),
  }));
  return [{ path, text: jsonText(schema), from: at }, ...examples];
}

/** What may keep the events on the bus from being what the contract says, and who has to change or to find out that. */
function publishing({ event, names, sender, source }: Planned, isWhole: boolean): string[] {
  if (sender !== undefined) {
    const renamed = event.name === names.detailType ? [] : [`the detail-type ${names.detailType}`];
    const needed = [...renamed, ...(isWhole ? [] : ["a detail of metadata and data"])].join(" and ");
    return needed === "" ? [] : [`${sender} has to publish it with ${needed}, as @tributary/bus/publish does`];
  }
  const called = `find out what detail-type ${source} gives it: ${JSON.stringify(event.name)} is its name in the document`;
  return event.isDetailType ? [] : [called];
}

const exampleName = (name: string, index: number): string =>
  name
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase() || `example-${index + 1}`;

const MOST_LISTED = 8;

function listed(pointers: readonly string[]): string {
  const more = pointers.length - MOST_LISTED;
  return `${pointers.slice(0, MOST_LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
