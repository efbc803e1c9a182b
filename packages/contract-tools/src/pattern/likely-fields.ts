import { isNear } from "@tributary/event-pattern/proof/is-near";

/** More than these are no advice. */
const MOST = 3;

/** The fields that a path to none may have meant: those that end in the same name, else in a similar one, and lie nearest. */
export function likelyFields(path: string, fields: readonly string[]): readonly string[] {
  const steps = path.split(".");
  const last = steps.at(-1)!;
  const ending = (same: (name: string) => boolean) => fields.filter(field => same(field.split(".").at(-1)!));
  const exact = ending(name => name === last);
  const found = exact.length > 0 ? exact : ending(name => isNear(name, last));
  const best = Math.max(0, ...found.map(field => shared(field, steps)));
  const nearest = [...new Set(found.filter(field => shared(field, steps) === best))];
  return nearest.length > MOST ? [] : nearest;
}

/** How many steps of a path occur in a field, in any place. */
const shared = (field: string, steps: readonly string[]): number =>
  field.split(".").filter(step => steps.includes(step)).length;
