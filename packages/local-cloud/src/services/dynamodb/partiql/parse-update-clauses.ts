import type { RawPath, SetValue, Update } from "../expressions/ast.ts";
import { deeper, type Reading, readList, readNamedValue, readPath, startsValue } from "./parse-value.ts";
import type { SetArgument } from "./statement.ts";
import type { Token } from "./tokens.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer M)[] ? M[] : T[K] };

/** The actions of an UPDATE's clauses. */
export interface Clauses {
  readonly update: Update;
  readonly setArguments: readonly SetArgument[];
}

/** Takes one or more SET and REMOVE. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html */
export function readClauses(reading: Reading): Clauses {
  const { tokens } = reading;
  const update: Mutable<Update> = { set: [], remove: [], add: [], delete: [] };
  const setArguments: SetArgument[] = [];
  const assign = () => {
    const path = readPath(reading);
    tokens.expect("=");
    const name = tokens.peek().text.toLowerCase();
    if (tokens.is("(", 1) && (name === "set_add" || name === "set_delete")) {
      const argument = readSetChange(reading, path);
      setArguments.push(argument);
      update[name === "set_add" ? "add" : "delete"].push({ path, value: argument.value });
    } else update.set.push({ path, value: readSum(reading) });
  };
  if (!tokens.is("SET") && !tokens.is("REMOVE")) throw tokens.malformed("Expected SET or REMOVE");
  for (;;) {
    if (tokens.take("SET")) readList(reading, assign);
    else if (tokens.take("REMOVE")) update.remove.push({ path: readPath(reading) });
    else return { update, setArguments };
  }
}

/** Takes `set_add(path, set)` or `set_delete(path, set)`, whose path must be the one assigned to. */
function readSetChange(reading: Reading, target: RawPath): SetArgument {
  const { tokens } = reading;
  const name = tokens.next();
  const upper = name.text.toUpperCase();
  tokens.expect("(");
  const first = tokens.peek();
  const path = startsValue(reading) ? undefined : readPath(reading);
  if (path === undefined || path.length !== target.length || path.some((step, at) => step !== target[at]))
    throw tokens.invalid(`The first argument to ${upper} must equal the assignment value`, name);
  if (!tokens.take(",")) throw tokens.invalid(`${upper} must have exactly two arguments`, name);
  const error = tokens.invalid(`The second argument to ${upper} must be a value with type SET`, first);
  if (!startsValue(reading)) throw error;
  const value = readNamedValue(reading);
  if (!tokens.take(")")) throw tokens.invalid(`${upper} must have exactly two arguments`, name);
  return { value, error };
}

function readSum(reading: Reading): SetValue {
  const { tokens } = reading;
  const left = readTerm(reading);
  if (tokens.take("+")) return { kind: "plus", left, right: readTerm(reading) };
  if (tokens.take("-")) return { kind: "minus", left, right: readTerm(reading) };
  return left;
}

function readTerm(reading: Reading): SetValue {
  const { tokens } = reading;
  if (startsValue(reading)) return { kind: "value", name: readNamedValue(reading) };
  if (tokens.take("(")) {
    const inner = deeper(reading, () => readSum(reading));
    tokens.expect(")");
    return inner;
  }
  if (tokens.is("(", 1)) return deeper(reading, () => readAppend(reading, tokens.next()));
  return { kind: "path", path: readPath(reading) };
}

function readAppend(reading: Reading, name: Token): SetValue {
  const { tokens } = reading;
  const lower = name.text.toLowerCase();
  if (lower !== "list_append") throw tokens.invalid(`Unrecognized function: ${lower}`, name);
  tokens.expect("(");
  const left = readTerm(reading);
  tokens.expect(",");
  const right = readTerm(reading);
  tokens.expect(")");
  return { kind: "list_append", left, right };
}
