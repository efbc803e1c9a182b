import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { serviceNames } from "../add/names.ts";
import { UsageError } from "../run-command.ts";
import type { Decide } from "./decision.ts";
import { importProblem, placeText } from "./import-problem.ts";
import type { SourceEvent } from "./source-event.ts";

/** Who publishes an event, on which bus; without a sender others do. */
export interface Roles {
  readonly bus: string;
  readonly source: string;
  readonly sender?: string;
}

export interface RoleOptions {
  readonly sender?: string;
  readonly source?: string;
  readonly bus?: string;
}

/** Who publishes an event and on which bus: as asked for, else as its document says, else what leaves no choice. */
export function rolesOf(
  event: SourceEvent,
  model: ContractModel,
  prefix: string | undefined,
  asked: RoleOptions,
  decide: Decide,
): Roles {
  const at = placeText(event.place);
  const bus = asked.bus ?? busOf(event, model, decide);
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(bus))
    throw new UsageError(`nothing was written: ${bus} is no name of a bus: write it like clinical, with --bus`);
  const stated = event.source;
  if (asked.sender !== undefined) {
    const source = `${needed(prefix)}${serviceNames(asked.sender).service}`;
    if (stated !== undefined && stated !== source)
      decide(at, `the source is ${source}, where the document says ${stated}`);
    return { bus, source, sender: asked.sender };
  }
  const source = asked.source ?? stated;
  if (source === undefined)
    throw new UsageError(
      `nothing was written: nothing says who publishes ${at}: name your service with --sender, or another's source with --source`,
    );
  if (stated !== undefined && source !== stated)
    decide(at, `the source is ${source}, where the document says ${stated}`);
  if (prefix === undefined || !source.startsWith(prefix)) {
    decide(at, `published by others, as ${source}: no service here sends it`);
    return { bus, source };
  }
  const service = source.slice(prefix.length);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service) || service.length > 40)
    throw importProblem(
      event.place,
      `the source ${source} begins like own ones, but names no service: name the one that sends the event with --sender`,
    );
  decide(at, `sent by the service ${service}, as its source ${source} says`);
  return { bus, source, sender: service };
}

function busOf({ bus, place }: SourceEvent, { events }: ContractModel, decide: Decide): string {
  if (bus !== undefined) return bus;
  const [only, ...others] = new Set(events.map(event => event.bus));
  if (only === undefined || others.length > 0) {
    const which = only === undefined ? "no event has a bus yet" : `there are ${[only, ...others].join(" and ")}`;
    throw new UsageError(`nothing was written: say which bus with --bus: ${which}`);
  }
  decide(placeText(place), `on the bus ${only}, the only one`);
  return only;
}

function needed(prefix: string | undefined): string {
  if (prefix !== undefined) return prefix;
  throw new UsageError(
    "nothing was written: set sourcePrefix in tributary.config.ts, such as com.acme.: sources of own events begin with it",
  );
}
