import type { AttributeValue, Item } from "../values/attribute-value.ts";
import type { Path } from "./binding.ts";

/** What is wanted of a value: all of it, or these members. */
type Wanted = "all" | Map<string | number, Wanted>;

/** The parts of an item at these paths; list elements move together. */
export function project(item: Item, paths: readonly Path[]): Item {
  const wanted = new Map<string | number, Wanted>();
  for (const path of paths) add(wanted, path);
  return pick(item, wanted);
}

function add(wanted: Map<string | number, Wanted>, [step, ...rest]: Path): void {
  if (step === undefined) return;
  if (rest.length === 0) {
    wanted.set(step, "all");
    return;
  }
  const below = wanted.get(step) ?? new Map();
  if (below === "all") return;
  wanted.set(step, below);
  add(below, rest);
}

function pick(item: Item, wanted: Map<string | number, Wanted>): Item {
  const picked: [string, AttributeValue][] = [];
  for (const name in item) {
    const inner = wanted.get(name);
    const value = item[name];
    if (inner === undefined || value === undefined) continue;
    const part = pickValue(value, inner);
    if (part) picked.push([name, part]);
  }
  return Object.fromEntries(picked);
}

function pickValue(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted === "all") return value;
  if ("M" in value) {
    const members = pick(value.M, wanted);
    return Object.keys(members).length > 0 ? { M: members } : undefined;
  }
  if (!("L" in value)) return undefined;
  const elements = value.L.flatMap((element, index) => {
    const inner = wanted.get(index);
    const part = inner && pickValue(element, inner);
    return part ? [part] : [];
  });
  return elements.length > 0 ? { L: elements } : undefined;
}
