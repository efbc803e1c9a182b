import { type ModelType, membersOf, type ServiceTable, serviceTable } from "./service-table.ts";

type Pick = (value: unknown) => unknown;

/** Compiles what of a structure is in the service's model: the rest, and what is null, is as if it were not there. */
export function compilePick(table: ServiceTable): (structure: string) => Pick {
  const structures = new Map<string, Pick>();

  const structure = (name: string): Pick => {
    const known = structures.get(name);
    if (known) return known;
    const members: Record<string, Pick | undefined> = Object.create(null);
    const pick: Pick = value => {
      if (typeof value !== "object" || value === null) return value;
      const picked: Record<string, unknown> = {};
      for (const [member, held] of Object.entries(value)) {
        if (held === undefined || held === null || !(member in members)) continue;
        const within = members[member];
        picked[member] = within === undefined ? held : within(held);
      }
      return picked;
    };
    structures.set(name, pick);
    for (const { name: member, type } of membersOf(table, name)) members[member] = ofType(type);
    return pick;
  };

  const ofType = (type: ModelType): Pick | undefined => {
    if (type.kind === "structure") return structure(type.name);
    if (!("of" in type)) return undefined;
    const within = ofType(type.of);
    if (within === undefined) return undefined;
    if (type.kind === "list") return value => (Array.isArray(value) ? value.map(within) : value);
    return value => Object.fromEntries(Object.entries(value as object).map(([key, held]) => [key, within(held)]));
  };

  return structure;
}

const known = new Map<string, ReturnType<typeof compilePick>>();

/** What of a request's structure a service's model has: only that is kept of it. */
export function modelled<Input extends object>(model: string, structure: string, input: Input): Input {
  const pick = known.get(model) ?? compilePick(serviceTable(model));
  known.set(model, pick);
  return pick(structure)(input) as Input;
}
