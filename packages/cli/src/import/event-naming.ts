import { othersName } from "@tributary/contract-tools/others-name";
import { type EventNames, eventNames } from "../add/names.ts";
import { UsageError } from "../run-command.ts";
import { importProblem } from "./import-problem.ts";
import type { SourceEvent } from "./source-event.ts";

/**
 * The names that an event has in contracts: of `Order Placed`, `order.placed.v1` and `orderPlaced` it is `OrderPlaced.v1`. A version
 * is taken from the end of the name.
 */
export function importedNames({ name, place }: SourceEvent): EventNames {
  const called = othersName(name);
  if (called === undefined || called.name.length > 80)
    throw importProblem(place, `no name of an event can be made of ${JSON.stringify(name.slice(0, 100))}`);
  try {
    return eventNames(`${called.name}.v${called.version}`);
  } catch (error) {
    if (error instanceof UsageError) throw importProblem(place, error.message);
    throw error;
  }
}
