import { type EventNames, eventNames } from "../add/names.ts";
import { importProblem } from "./import-problem.ts";
import type { SourceEvent } from "./source-event.ts";

/**
 * The names that an event has in contracts: of `Order Placed`, `order.placed.v1` and `orderPlaced` it is `OrderPlaced.v1`. A version
 * is taken from the end of the name.
 */
export function importedNames({ name, place }: SourceEvent): EventNames {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "");
  const [, before = plain, version = "1"] =
    /^(.*?)(?:[^A-Za-z0-9]v|(?<=[a-z])V)([1-9]\d{0,3})(?:\.\d+)*$/u.exec(plain) ?? [];
  const words = before.match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  const called = /^[A-Z]/.test(joined) ? joined : `Event${joined}`;
  if (words.length === 0 || called.length > 80)
    throw importProblem(place, `no name of an event can be made of ${JSON.stringify(name.slice(0, 100))}`);
  return eventNames(`${called}.v${version}`);
}
