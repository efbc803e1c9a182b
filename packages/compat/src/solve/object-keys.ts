import { type Atom, atomsOf, type KeyChoice, type Literal } from "../formula.ts";
import type { Solver } from "./goal-solver.ts";
import { found, type Outcome, undecided } from "./outcome.ts";

/** Which keys an object may have, and what is asked of their values. */
export interface ObjectKeys {
  /** `found` when the key may be there. */
  isAllowed(name: string): Outcome;
  /** What every schema says of the value of a key. */
  valueLiterals(name: string): readonly Literal[];
  /**
   * Keys that a choice may fall on: named ones, those taken, and one made up of each class. `open` tells that there may
   * be more than these.
   */
  candidates(
    choice: KeyChoice,
    literal: Literal | undefined,
    taken: ReadonlySet<string>,
  ): { readonly names: readonly string[]; readonly open: Outcome | undefined };
}

const mostPatterns = 6;

/** The keys that the atoms on one object are about. */
export function objectKeys(
  atoms: readonly Atom[],
  required: ReadonlySet<string>,
  absent: ReadonlySet<string>,
  solver: Solver,
): ObjectKeys {
  const schemas = atomsOf(atoms, "properties");
  const rules = atomsOf(atoms, "keys").map(({ literal }) => literal);
  const choices = atomsOf(atoms, "someProperty").map(({ key }) => key);
  let listed: ReadonlySet<string> | undefined;
  // Needed only if any key may be chosen: of a thousand properties, each changed one is a choice of its own.
  const allNamed = () =>
    (listed ??= new Set([
      ...required,
      ...absent,
      ...schemas.flatMap(each => [...each.named.keys()]),
      ...choices.flatMap(each => (each.kind === "named" ? [each.name] : each.kind === "outside" ? each.names : [])),
    ]));
  const patterns = [
    ...new Set([
      ...schemas.flatMap(each => each.patterns.map(([pattern]) => pattern)),
      ...choices.flatMap(each =>
        each.kind === "matching" ? [each.pattern] : each.kind === "outside" ? each.patterns : [],
      ),
    ]),
  ];

  const isKey = (name: string, extra: readonly Literal[]) =>
    rules.length + extra.length === 0
      ? found(name)
      : solver.solveOf("string", [...rules, ...extra], [{ kind: "among", values: [name] }]);

  const isAllowed = (name: string): Outcome => (absent.has(name) ? { kind: "empty" } : isKey(name, []));

  const valueLiterals = (name: string): readonly Literal[] =>
    schemas.flatMap(({ named: own, patterns: matched, other }) => {
      const nodes = matched.filter(([pattern]) => matches(pattern, name)).map(([, node]) => node);
      const direct = own.get(name);
      if (direct !== undefined) nodes.push(direct);
      else if (nodes.length === 0 && other !== undefined) nodes.push(other);
      return nodes.map(node => ({ node, sign: true }));
    });

  const candidates: ObjectKeys["candidates"] = (choice, literal, taken) => {
    const extra = literal === undefined ? [] : [literal];
    let open: Outcome | undefined;
    const names: string[] = [];
    const known = choice.kind === "named" ? [choice.name] : new Set([...allNamed(), ...taken]);
    for (const name of known) {
      if (absent.has(name) || !fits(choice, name)) continue;
      const allowed = isKey(name, extra);
      if (allowed.kind === "found") names.push(name);
      else if (allowed.kind === "undecided") open ??= allowed;
    }
    if (choice.kind === "named") return { names, open };
    if (patterns.length > mostPatterns) return { names, open: undecided("patternProperties") };
    for (let cell = 0; cell < 2 ** patterns.length; cell++) {
      const signs = patterns.map((text, index) => ({ text, sign: (cell >> index) % 2 === 1 }));
      if (!cellFits(choice, signs)) continue;
      const make = (least: number) =>
        solver.solveOf(
          "string",
          [...rules, ...extra],
          [
            { kind: "excluded", values: [...allNamed(), ...taken] },
            { kind: "size", min: least, max: Number.POSITIVE_INFINITY },
            ...signs.map(({ text, sign }) => ({ kind: "pattern" as const, text, sign })),
          ],
        );
      // An empty key makes a poor example.
      const readable = make(1);
      const made = readable.kind === "found" ? readable : make(0);
      if (made.kind === "found") names.push(String(made.value));
      else if (made.kind === "undecided") open ??= made;
    }
    return { names, open };
  };

  return { isAllowed, valueLiterals, candidates };
}

const compiled = new Map<string, RegExp>();

function matches(pattern: string, name: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, "u");
    compiled.set(pattern, expression);
  }
  return expression.test(name);
}

function fits(choice: KeyChoice, name: string): boolean {
  switch (choice.kind) {
    case "any":
      return true;
    case "named":
      return choice.name === name;
    case "matching":
      return matches(choice.pattern, name);
    case "outside":
      return !choice.names.includes(name) && !choice.patterns.some(pattern => matches(pattern, name));
  }
}

/** Whether the made-up keys of a class, told by which patterns match them, are among those meant. */
function cellFits(choice: KeyChoice, signs: readonly { readonly text: string; readonly sign: boolean }[]): boolean {
  const holds = (pattern: string) => signs.some(({ text, sign }) => text === pattern && sign);
  if (choice.kind === "matching") return holds(choice.pattern);
  return choice.kind !== "outside" || !choice.patterns.some(holds);
}
