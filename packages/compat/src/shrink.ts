import type { Json } from "./solve/outcome.ts";

const mostTries = 400;

/** The simplest value, by taking away and simplifying bit by bit, for which `still` holds; it holds for the one given. */
export function shrink(value: Json, still: (value: Json) => boolean): Json {
  let best = value;
  let tries = 0;
  for (let improved = true; improved && tries < mostTries; ) {
    improved = false;
    for (const simpler of simplerValues(best)) {
      if (++tries > mostTries) break;
      if (!still(simpler)) continue;
      best = simpler;
      improved = true;
      break;
    }
  }
  return best;
}

function* simplerValues(value: Json): Generator<Json> {
  if (typeof value === "string") {
    if (value.length > 8) yield value.slice(0, Math.ceil(value.length / 2));
    if (value !== "") yield value.slice(0, -1);
    return;
  }
  if (typeof value === "number") {
    if (value !== 0 && value !== 1) yield* [0, 1];
    if (!Number.isInteger(value)) yield Math.trunc(value);
    return;
  }
  if (value === true) yield false;
  if (isArray(value)) {
    for (const index of value.keys()) yield value.filter((_item, other) => other !== index);
    for (const [index, item] of value.entries()) {
      for (const simpler of simplerValues(item)) yield value.map((each, other) => (other === index ? simpler : each));
    }
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    for (const [name] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== name));
    for (const [name, inner] of entries) {
      for (const simpler of simplerValues(inner)) {
        yield Object.fromEntries(entries.map(([other, each]) => [other, other === name ? simpler : each]));
      }
    }
  }
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
