import type { Atom, Formula, Literal } from "../formula.ts";
import { isAlways, type JsonType } from "../node.ts";
import type { NodeFactory } from "../node-factory.ts";
import { unfold } from "../parts/node-parts.ts";
import { exactly } from "../read-node.ts";
import { Undecided } from "../undecided.ts";
import type { Solver } from "./goal-solver.ts";
import { createImplication, type Implication } from "./implication.ts";
import { empty, firstFound, found, type Outcome, undecided } from "./outcome.ts";
import { solveArray } from "./solve-array.ts";
import { solveNumber } from "./solve-number.ts";
import { solveObject } from "./solve-object.ts";
import { solveString } from "./solve-string.ts";

const types: readonly JsonType[] = ["string", "number", "boolean", "null", "array", "object"];
const mostSteps = 60_000;
const mostDepth = 120;
/** A step takes longer the more it has to keep. */
const statePerStep = 32;

/**
 * A solver that remembers what it found. A goal that comes up again inside itself is taken to have no value there: the
 * smallest value of a recursive schema never needs one of the same goal below itself. What was concluded from that
 * holds for the outer goal only and is not remembered.
 */
export function createSolver(factory: NodeFactory): Solver {
  const known = new Map<string, Outcome>();
  const open = new Map<string, number>();
  const implies = createImplication();
  let steps = 0;
  /** The outermost open goal that a conclusion since the last reset rests on. */
  let restsOn = Number.POSITIVE_INFINITY;

  const spend = (more: number) => {
    steps += more;
  };

  function solve(given: readonly Literal[]): Outcome {
    const literals = simplified(given, implies);
    if (literals === undefined) return empty;
    const key = literals.map(({ node, sign }) => (sign ? node.id : `-${node.id}`)).join(" ");
    const before = known.get(key);
    if (before !== undefined) return before;
    const depth = open.get(key);
    if (depth !== undefined) {
      restsOn = Math.min(restsOn, depth);
      return empty;
    }
    if (open.size >= mostDepth) return undecided("$ref", literals[0]?.node.pointer);
    const own = open.size;
    const outer = restsOn;
    restsOn = Number.POSITIVE_INFINITY;
    open.set(key, own);
    const outcome = firstFound(types, type => solveOf(type, literals, []));
    open.delete(key);
    if (outcome.kind === "found" || restsOn >= own) {
      known.set(key, outcome);
      restsOn = outer;
    } else restsOn = Math.min(outer, restsOn);
    return outcome;
  }

  function solveOf(type: JsonType, literals: readonly Literal[], atoms: readonly Atom[]): Outcome {
    const state: State = { atoms: [...atoms], literals: new Map(), choices: [] };
    const formulas = literals.map((literal): Formula => ({ kind: "literal", literal }));
    return extend(type, state, formulas, []);
  }

  /** Takes requirements up until only choices are left, then tries these, the narrowest first. */
  function extend(type: JsonType, state: State, formulas: readonly Formula[], within: readonly number[]): Outcome {
    steps += 1 + (state.atoms.length + state.literals.size + state.choices.length) / statePerStep;
    if (steps > mostSteps) return undecided("(size)");
    const next: State = { atoms: [...state.atoms], literals: new Map(state.literals), choices: [...state.choices] };
    try {
      for (const formula of formulas) if (!take(type, next, formula, within)) return empty;
    } catch (error) {
      if (error instanceof Undecided) return undecided(error.keyword, error.pointer);
      throw error;
    }
    const choices = next.choices.length < 2 ? next.choices : next.choices.filter(choice => !isSettled(next, choice));
    if (choices.length === 0) return solveAtoms(type, next.atoms);
    const narrowest = choices.reduce((a, b) => (b.either.of.length < a.either.of.length ? b : a));
    const rest = { ...next, choices: choices.filter(choice => choice !== narrowest) };
    return firstFound(narrowest.either.of, formula => extend(type, rest, [formula], narrowest.within));
  }

  /** A failure that is asked for is settled when something else at the same place excludes the success; not what asks for it. */
  function isSettled(state: State, { either: { origin }, within }: Choice): boolean {
    if (origin === undefined || origin.sign) return false;
    for (const { node, sign } of state.literals.values()) {
      if (!sign || within.includes(node.id)) continue;
      const pair = simplified(
        [
          { node, sign },
          { node: origin.node, sign: true },
        ],
        implies,
      );
      if (pair === undefined || solve(pair).kind === "empty") return true;
    }
    return false;
  }

  function solveAtoms(type: JsonType, atoms: readonly Atom[]): Outcome {
    const opaque = atoms.find(each => each.kind === "opaque");
    if (opaque !== undefined) {
      const others = solveAtoms(
        type,
        atoms.filter(each => each.kind !== "opaque"),
      );
      return others.kind === "empty" ? empty : undecided(opaque.keyword, opaque.pointer);
    }
    switch (type) {
      case "null":
        return solveAmong([null], atoms);
      case "boolean":
        return solveAmong([true, false], atoms);
      case "number":
        return solveNumber(atoms);
      case "string":
        return solveString(atoms, spend);
      case "array":
        return solveArray(atoms, solver);
      case "object":
        return solveObject(atoms, solver);
    }
  }

  const solver: Solver = {
    solve,
    solveOf,
    solveDifferent: (literals, values) =>
      solve([...literals, ...values.map(value => ({ node: exactly(value, "", factory), sign: false }))]),
  };
  return solver;
}

/** Alternatives, and the nodes that were unfolded on the way to them. */
interface Choice {
  readonly either: Extract<Formula, { kind: "or" }>;
  readonly within: readonly number[];
}

interface State {
  readonly atoms: Atom[];
  readonly literals: Map<number, Literal>;
  readonly choices: Choice[];
}

/** False when a contradiction shows. */
function take(type: JsonType, state: State, formula: Formula, within: readonly number[]): boolean {
  switch (formula.kind) {
    case "atom":
      state.atoms.push(formula.atom);
      return true;
    case "and":
      return formula.of.every(each => take(type, state, each, within));
    case "or":
      if (formula.of.length === 0) return false;
      if (formula.of.length === 1) return take(type, state, formula.of[0]!, within);
      if (!formula.of.some(each => each.kind === "and" && each.of.length === 0)) {
        state.choices.push({ either: formula, within });
      }
      return true;
    case "literal": {
      const { node, sign } = formula.literal;
      if (isAlways(node)) return sign;
      const known = state.literals.get(node.id);
      if (known !== undefined) return known.sign === sign;
      state.literals.set(node.id, formula.literal);
      const meaning = unfold(node, sign, type);
      const inner = meaning.kind === "or" && !sign ? { ...meaning, origin: formula.literal } : meaning;
      return take(type, state, inner, [...within, node.id]);
    }
  }
}

/** Without repetitions and what holds always, in order; undefined for a contradiction. */
function simplified(literals: readonly Literal[], implies: Implication): readonly Literal[] | undefined {
  const byNode = new Map<number, Literal>();
  for (const literal of literals) {
    const { node, sign } = literal;
    if (isAlways(node) || node.never) {
      if (sign === (node.never === true)) return undefined;
      continue;
    }
    const known = byNode.get(node.id);
    if (known !== undefined && known.sign !== sign) return undefined;
    byNode.set(node.id, literal);
  }
  const left = [...byNode.values()];
  const failed = left.filter(({ sign }) => !sign);
  for (const { node, sign } of left) if (sign && failed.some(other => implies(node, other.node))) return undefined;
  return left.sort((a, b) => a.node.id - b.node.id);
}

function solveAmong(values: readonly (boolean | null)[], atoms: readonly Atom[]): Outcome {
  const left = values.filter(value =>
    atoms.every(each =>
      each.kind === "among"
        ? each.values.includes(value)
        : each.kind === "excluded"
          ? !each.values.includes(value)
          : true,
    ),
  );
  return left.length === 0 ? empty : found(left[0]!);
}
