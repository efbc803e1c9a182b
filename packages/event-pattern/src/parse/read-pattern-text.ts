import { PatternError } from "./pattern-error.ts";
import { PATTERN_DEPTH_LIMIT, type PatternNode } from "./pattern-node.ts";

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids bare control characters in a string (RFC 8259 §7).
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * The pattern in a JSON text, with duplicate keys and the text of numbers, which `JSON.parse` drops.
 * Throws PatternError for text that is not JSON, naming the position (a character offset).
 */
export function readPatternText(text: string): PatternNode {
  let at = 0;

  const fail = (): never => {
    const found = at < text.length ? `Unexpected character (code ${text.codePointAt(at)})` : "Unexpected end-of-input";
    throw new PatternError(`${found} at position ${at}`, "", { offset: at });
  };
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const takeChar = (char: string): boolean => {
    take(SPACE);
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const string = (): string => {
    take(SPACE);
    const source = take(STRING) ?? fail();
    return JSON.parse(source) as string;
  };
  const list = <Item>(close: string, item: () => Item): Item[] => {
    const items: Item[] = [];
    if (takeChar(close)) return items;
    do items.push(item());
    while (takeChar(","));
    if (!takeChar(close)) fail();
    return items;
  };
  const value = (depth: number): PatternNode => {
    if (depth > PATTERN_DEPTH_LIMIT) throw new PatternError("Pattern is nested too deeply", "", { offset: at });
    if (takeChar("{")) {
      const entry = () => {
        const key = string();
        if (!takeChar(":")) fail();
        return [key, value(depth + 1)] as const;
      };
      return { kind: "object", entries: list("}", entry) };
    }
    if (takeChar("[")) return { kind: "array", items: list("]", () => value(depth + 1)) };
    if (text[at] === '"') return { kind: "string", value: string() };
    const number = take(NUMBER);
    if (number !== undefined) return { kind: "number", value: Number(number), text: number };
    const literal = take(LITERAL) ?? fail();
    return { kind: "literal", value: literal === "null" ? null : literal === "true" };
  };

  const root = value(0);
  take(SPACE);
  return at === text.length ? root : fail();
}
