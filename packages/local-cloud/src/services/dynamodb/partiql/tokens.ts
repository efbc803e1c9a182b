import { validationError } from "../validation-error.ts";

/** A piece of a statement; the text of strings and quoted names is without quotes. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol" | "end";
  readonly text: string;
  /** Where it begins, and how long it is written. */
  readonly start: number;
  readonly length: number;
}

/** The text of one statement, read token by token. */
export interface Tokens {
  peek(ahead?: number): Token;
  /** Whether the next token is this symbol or (in any case) this word. */
  is(text: string, ahead?: number): boolean;
  /** Takes the next token if it is this symbol or word. */
  take(text: string): boolean;
  /** Takes the next token, which must be this symbol or word. */
  expect(text: string): void;
  /** Takes whatever is next. */
  next(): Token;
  /** An error of syntax at the next token. */
  malformed(detail: string): Error;
  /** Any other error at a token. */
  invalid(message: string, token: Token): Error;
}

// Blanks and comments, words, quoted names, strings, numbers, symbols.
const PATTERN =
  /(?:\s|--[^\r\n]*|\/\*[\s\S]*?\*\/)+|([A-Za-z_$][\w$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$]))|(<<|>>|<>|!=|<=|>=|[-+*/=<>()[\]{},.:;?])/y;
const KINDS = ["word", "quoted", "string", "number", "symbol"] as const;

/** Splits a statement. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html */
export function readTokens(source: string): Tokens {
  const tokens = split(source);
  let at = 0;
  const peek = (ahead = 0) => (tokens[at + ahead] ?? tokens.at(-1)) as Token;
  const is = (text: string, ahead = 0) => {
    const token = peek(ahead);
    if (token.kind === "symbol") return token.text === text;
    return token.kind === "word" && token.text.length === text.length && token.text.toUpperCase() === text;
  };
  const next = () => {
    const token = peek();
    if (token.kind !== "end") at++;
    return token;
  };
  const take = (text: string) => {
    const found = is(text);
    if (found) next();
    return found;
  };
  const malformed = (detail: string) => malformedAt(source, peek(), detail);
  return {
    peek,
    is,
    take,
    expect(text) {
      if (!take(text)) throw malformed(`Expected ${text}`);
    },
    next,
    malformed,
    invalid: (message, token) => validationError(`${message} at ${position(source, token)}`),
  };
}

/** AWS's wording, with the position that AWS gives for its other errors. */
function malformedAt(source: string, token: Pick<Token, "start" | "length">, detail: string): Error {
  return validationError(`Statement wasn't well formed, can't be processed: ${detail} at ${position(source, token)}`);
}

/** Line, column (both from 1) and length, as AWS writes them. */
function position(source: string, { start, length }: Pick<Token, "start" | "length">): string {
  const lines = source.slice(0, start).split("\n");
  return `${lines.length}:${(lines.at(-1) ?? "").length + 1}:${length}`;
}

function split(source: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < source.length) {
    const start = PATTERN.lastIndex;
    const found = PATTERN.exec(source);
    if (!found) throw malformedAt(source, { start, length: 1 }, "Unexpected character");
    const group = found.slice(1).findIndex(text => text !== undefined);
    const kind = KINDS[group];
    if (!kind) continue;
    const text = found[group + 1] as string;
    tokens.push({ kind, text: unescaped(kind, text), start, length: found[0].length });
  }
  tokens.push({ kind: "end", text: "", start: source.length, length: 0 });
  return tokens;
}

function unescaped(kind: Token["kind"], text: string): string {
  if (kind === "quoted") return text.replaceAll('""', '"');
  return kind === "string" ? text.replaceAll("''", "'") : text;
}
