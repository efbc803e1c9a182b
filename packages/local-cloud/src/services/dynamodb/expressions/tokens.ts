import { validationError } from "../validation-error.ts";
import type { PathStep, RawPath } from "./ast.ts";
import { isReservedWord } from "./reserved-words.ts";

interface Token {
  readonly kind: "word" | "name" | "value" | "number" | "symbol" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Which request member an expression came in, for messages: `ConditionExpression`. */
export type ExpressionKind =
  | "ConditionExpression"
  | "FilterExpression"
  | "KeyConditionExpression"
  | "ProjectionExpression"
  | "UpdateExpression";

/** The text of one expression, read token by token, collecting the placeholders it meets. */
export interface Tokens {
  readonly kind: ExpressionKind;
  readonly names: Set<string>;
  readonly values: Set<string>;
  /** The next token's text; empty at the end. */
  peek(ahead?: number): string;
  /** Whether the next token is this keyword, in any case. */
  isKeyword(word: string): boolean;
  isValue(): boolean;
  /** Takes the next token if it is this symbol or keyword. */
  take(text: string): boolean;
  /** Takes the next token, which must be this symbol or keyword. */
  expect(text: string): void;
  /** Takes whatever is next. */
  next(): string;
  /** Takes a document path. */
  path(): RawPath;
  /** Takes a `:value` placeholder. */
  value(): string;
  atEnd(): boolean;
  /** The error for the next token. */
  unexpected(): Error;
  /** An error about the expression. */
  invalid(message: string): Error;
  /** Takes down what is wrong with an expression of the right syntax; `done` tells. The first of each kind counts. */
  note(fault: Fault, message: string): void;
  /** Ends reading: refuses what is left over, then the faults that were taken down, in AWS's order. */
  done(order: readonly Fault[]): void;
  /** How far ahead the parenthesis closes that is as far ahead as said; -1 when it does not. */
  closing(ahead: number): number;
}

/** Kinds of faults that are told only when the syntax of the whole expression is right. */
export type Fault =
  | "parentheses"
  | "unknown function"
  | "misused function"
  | "reserved"
  | "section"
  | "operators"
  | "operands";

/** See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_EXPRESSION_BYTES = 4_096;
const PATTERN = /\s+|([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[-=<>+()[\].,])/y;
const KINDS = ["word", "name", "value", "number", "symbol"] as const;

/** Splits an expression. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html */
export function readTokens(kind: ExpressionKind, source: string): Tokens {
  const invalid = (message: string) => validationError(`Invalid ${kind}: ${message}`);
  if (source.trim() === "") throw invalid("The expression can not be empty;");
  const bytes = Buffer.byteLength(source);
  if (bytes > MOST_EXPRESSION_BYTES)
    throw invalid(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  const tokens = split(source, invalid);
  const names = new Set<string>();
  const values = new Set<string>();
  const faults = new Map<Fault, string>();
  const note = (fault: Fault, message: string) => {
    if (!faults.has(fault)) faults.set(fault, message);
  };
  let at = 0;
  const current = () => tokens[at] as Token;
  const next = () => {
    const token = current();
    if (token.kind !== "end") at++;
    return token.text;
  };
  const matches = (text: string) =>
    current().kind === "symbol" ? current().text === text : current().kind === "word" && isWord(current().text, text);
  const unexpected = () => {
    const token = current();
    const near = source.slice(tokens[at - 1]?.start ?? token.start, (tokens[at + 1] ?? token).end);
    return invalid(`Syntax error; token: "${token.text || "<EOF>"}", near: "${near}"`);
  };
  const step = (): PathStep => {
    const token = current();
    if (token.kind === "name") names.add(token.text);
    else if (token.kind !== "word") throw unexpected();
    else if (isReservedWord(token.text))
      note("reserved", `Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    return next();
  };
  const take = (text: string) => {
    const found = matches(text);
    if (found) next();
    return found;
  };
  const expect = (text: string) => {
    if (!take(text)) throw unexpected();
  };
  return {
    kind,
    names,
    values,
    peek: (ahead = 0) => tokens[at + ahead]?.text ?? "",
    isKeyword: word => current().kind === "word" && isWord(current().text, word),
    isValue: () => current().kind === "value",
    take,
    expect,
    next,
    path() {
      const path = [step()];
      for (;;) {
        if (take(".")) path.push(step());
        else if (take("[")) {
          if (current().kind !== "number") throw unexpected();
          path.push(Number(next()));
          expect("]");
        } else return path;
      }
    },
    value() {
      if (current().kind !== "value") throw unexpected();
      values.add(current().text);
      return next();
    },
    atEnd: () => current().kind === "end",
    unexpected,
    invalid,
    note,
    done(order) {
      if (current().kind !== "end") throw unexpected();
      const first = order.find(fault => faults.has(fault));
      if (first) throw invalid(faults.get(first) as string);
    },
    closing(ahead) {
      let depth = 0;
      for (let place = at + ahead; place < tokens.length; place++) {
        const { text } = tokens[place] as Token;
        if (text === "(") depth++;
        if (text === ")" && --depth === 0) return place - at;
      }
      return -1;
    },
  };
}

function isWord(text: string, keyword: string): boolean {
  return text.length === keyword.length && text.toUpperCase() === keyword;
}

function split(source: string, invalid: (message: string) => Error): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < source.length) {
    const start = PATTERN.lastIndex;
    const found = PATTERN.exec(source);
    if (!found)
      throw invalid(
        `Syntax error; token: "${source.charAt(start)}", near: "${source.slice(Math.max(0, start - 5), start + 5)}"`,
      );
    const kind = KINDS[found.slice(1).findIndex(group => group !== undefined)];
    if (kind) tokens.push({ kind, text: found[0], start, end: PATTERN.lastIndex });
  }
  tokens.push({ kind: "end", text: "", start: source.length, end: source.length });
  return tokens;
}
