import { isObject } from "../resources/resource.ts";
import { referenceTarget } from "./reference-target.ts";

/** Calls `found` with each element that a path leads to; lists are gone through. */
export type PathReader = (resource: Record<string, unknown>, found: (element: unknown) => void) => void;

type Step = (value: Record<string, unknown>, found: (element: unknown) => void) => void;

/** Compiles paths in the notation of search-parameters.tsv. */
export function compilePath(text: string): PathReader {
  const paths = text.split("|").map(path => path.split(".").map(compileStep));
  return (resource, found) => {
    for (const steps of paths) walk(resource, steps, 0, found);
  };
}

function walk(value: unknown, steps: readonly Step[], at: number, found: (element: unknown) => void): void {
  const step = steps[at];
  if (!step) found(value);
  else if (isObject(value)) step(value, element => walk(element, steps, at + 1, found));
}

function compileStep(text: string): Step {
  const [, name = "", choice, type, filter, wanted, exists] =
    /^(\w+)(\[x\])?(?::(\w+))?(?:\{(\w+)=([\w-]+)\})?(!)?$/.exec(text) ?? [];
  if (exists) return (value, found) => found(choicesOf(value, name).some(element => element !== false));
  if (choice)
    return (value, found) => {
      for (const element of choicesOf(value, name)) each(element, found);
    };
  if (type) {
    const full = name + type.charAt(0).toUpperCase() + type.slice(1);
    return (value, found) => each(value[full], found);
  }
  if (!filter) return (value, found) => each(value[name], found);
  const passes =
    filter === "is"
      ? (element: Record<string, unknown>) => referenceTarget(element.reference)?.type === wanted
      : (element: Record<string, unknown>) => element[filter] === wanted;
  return (value, found) => each(value[name], element => isObject(element) && passes(element) && found(element));
}

function each(value: unknown, found: (element: unknown) => void): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const element of value) found(element);
  else found(value);
}

/** The values of an element that may be of several types: `value` is in `valueQuantity`, `valueString` and so on. */
function choicesOf(value: Record<string, unknown>, name: string): unknown[] {
  const values: unknown[] = [];
  for (const key of Object.keys(value))
    if (key.startsWith(name) && isUpperCase(key, name.length)) values.push(value[key]);
  return values;
}

function isUpperCase(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x41 && code <= 0x5a;
}
