import { isMultiple } from "@tributary/contract/validator-runtime";
import { type Atom, atomsOf } from "../formula.ts";
import { empty, found, type Outcome, undecided } from "./outcome.ts";
import { valueLists } from "./value-lists.ts";

/** How many points of a grid are looked at one by one. */
const mostPoints = 10_000;

/** Beyond it doubles skip whole numbers, and division says little. */
const mostExact = Number.MAX_SAFE_INTEGER;

/** A number that satisfies the atoms: exact for whole grids, and by samples for fractional ones, else undecided. */
export function solveNumber(atoms: readonly Atom[]): Outcome {
  const isListed = valueLists(atoms);
  const passes = (value: number) =>
    Number.isFinite(value) && isListed(value) && atoms.every(each => satisfies(value, each));
  const among = atomsOf(atoms, "among").map(({ values }) => values);
  if (among.length > 0) {
    const value = among[0]!.find(each => typeof each === "number" && passes(each));
    return typeof value === "number" ? found(value) : empty;
  }
  const { low, high, openLow, openHigh } = interval(atoms);
  if (low > high || (low === high && (openLow || openHigh))) return empty;
  const grids = atomsOf(atoms, "multiple");
  const steps = grids.filter(({ sign }) => sign).map(({ of }) => of);
  const holes = grids.filter(({ sign }) => !sign).map(({ of }) => of);
  if (low === high) return passes(low) ? found(low) : empty;

  if (grids.length > 0 && [low, high].some(bound => Number.isFinite(bound) && Math.abs(bound) > mostExact)) {
    return undecided("multipleOf");
  }
  const whole = steps.filter(Number.isInteger);
  const step = whole.length === 0 ? undefined : whole.reduce(leastCommonMultiple);
  if (step !== undefined && step > mostExact) return undecided("multipleOf");
  // A point on a grid also lies on the grids of its divisors.
  const grounds = step === undefined ? steps : [...steps, step];
  if (holes.some(hole => grounds.some(ground => isMultiple(ground, hole)))) return empty;
  const points = step === undefined ? fractions(low, high, steps, holes) : multiples(step, low, high);
  let looked = 0;
  for (const point of points) {
    if (passes(point)) return found(point);
    if (++looked > mostPoints) return undecided("multipleOf");
  }
  const finite =
    step !== undefined && Number.isFinite(low) && Number.isFinite(high) && (high - low) / step < mostPoints;
  return finite ? empty : undecided(grids.length > 0 ? "multipleOf" : "minimum");
}

function satisfies(value: number, each: Atom): boolean {
  switch (each.kind) {
    case "above":
      return each.open ? value > each.bound : value >= each.bound;
    case "below":
      return each.open ? value < each.bound : value <= each.bound;
    case "multiple":
      return isMultiple(value, each.of) === each.sign;
    default:
      return true;
  }
}

function interval(atoms: readonly Atom[]) {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let openLow = false;
  let openHigh = false;
  for (const each of atoms) {
    if (each.kind === "above" && (each.bound > low || (each.bound === low && each.open))) {
      low = each.bound;
      openLow = each.open;
    } else if (each.kind === "below" && (each.bound < high || (each.bound === high && each.open))) {
      high = each.bound;
      openHigh = each.open;
    }
  }
  return { low, high, openLow, openHigh };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Multiples of a step within bounds, the closest to zero first, signs alternating; endless when unbounded. */
function* multiples(step: number, low: number, high: number): Generator<number> {
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  const centre = Math.min(Math.max(0, first), last);
  if (first > last) return;
  yield centre * step + 0;
  for (let away = 1; centre + away <= last || centre - away >= first; away++) {
    if (centre + away <= last) yield (centre + away) * step;
    if (centre - away >= first) yield (centre - away) * step;
  }
}

/** Points where there is no whole grid: near the bounds, on and between the fractional grids. Endless. */
function* fractions(low: number, high: number, steps: readonly number[], holes: readonly number[]): Generator<number> {
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 1_000 : -500;
  const to = Number.isFinite(high) ? high : from + 1_000;
  const width = to - from;
  if (low <= 0 && high >= 0) yield 0;
  yield* [low, high].filter(Number.isFinite);
  for (let n = 1; n <= 64; n++) yield* multiplesIn(n, from, to);
  for (let n = 2; n <= 512; n++) yield from + width / n;
  for (const grid of [...steps, ...holes]) {
    const start = Math.ceil(from / grid);
    for (let n = 0; n < 2_000 && (start + n) * grid <= to; n++) {
      yield (start + n) * grid;
      yield Number(((start + n) * grid).toPrecision(12));
      yield (start + n + 0.5) * grid;
    }
  }
}

const multiplesIn = (n: number, from: number, to: number) => [n, -n, n / 2, n / 10].filter(x => from <= x && x <= to);
