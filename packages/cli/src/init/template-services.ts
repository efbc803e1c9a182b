import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { changedFields } from "../add/changed-fields.ts";
import { consumerFiles } from "../add/consumer-files.ts";
import { eventNames, serviceNames } from "../add/names.ts";
import { producerFiles } from "../add/producer-files.ts";

/** The services of a new repository, by path: what `tributary add service` writes for the event of the template's contracts. */
export function templateServices(schema: JsonSchema): Map<string, string> {
  const names = eventNames("VisitChanged");
  const event = { ...names, example: `contracts/examples/${names.stem}/valid/created.json` };
  const fields = changedFields({ schema: { schema } });
  if (fields === undefined) throw new Error("The template's event is no change event");
  const importOf = (module: string) => `#contracts/${module}`;
  const [agenda, visits] = [serviceNames("agenda"), serviceNames("visits")];
  const received = { ...event, hasAfter: fields.hasAfter, sequenced: true };
  const within = (service: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([name, text]) => [`services/${service}/${name}`, text] as const);
  return new Map([
    ...within(agenda.service, consumerFiles(agenda, [received], importOf)),
    ...within(visits.service, producerFiles(visits, { ...event, ...fields, bus: "EventsBus" }, importOf)),
  ]);
}
