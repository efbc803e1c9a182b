import { dot, readCharClass, readEscape } from "./read-char-class.ts";
import { type RegexNode, UnsupportedRegex } from "./regex-node.ts";
import { chars, or, repeat, sequence, type Term } from "./term.ts";

/** How deep groups may nest. */
const DEPTH_LIMIT = 200;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;
const GROUP = /\((?:\?(?:(:)|(=)|(!)|<(?![=!])[^>]+>|([\s\S])))?/y;

/** The alternatives of a regular expression of the `u` flavour. Throws UnsupportedRegex. */
export function readRegex(source: string): RegexNode[][] {
  let at = 0;
  const alternatives = (depth: number): RegexNode[][] => {
    if (depth > DEPTH_LIMIT) throw new UnsupportedRegex("groups nested too deeply");
    const all: RegexNode[][] = [[]];
    while (at < source.length && source[at] !== ")") {
      if (source[at] === "|") {
        at++;
        all.push([]);
      } else all.at(-1)!.push(quantified(node(depth)));
    }
    return all;
  };
  const node = (depth: number): RegexNode => {
    const char = source[at]!;
    if (char === "^" || char === "$") {
      at++;
      return { kind: char === "^" ? "start" : "end" };
    }
    if (char === "(") return group(depth);
    if (char === "[" || char === "\\") {
      const { set, end } = char === "[" ? readCharClass(source, at) : readEscape(source, at, false);
      at = end;
      return { kind: "term", term: chars(set) };
    }
    const code = source.codePointAt(at)!;
    at += String.fromCodePoint(code).length;
    return { kind: "term", term: chars(char === "." ? dot : [code, code]) };
  };
  const group = (depth: number): RegexNode => {
    GROUP.lastIndex = at;
    const [opening = "(", , ahead, behind, other] = GROUP.exec(source) ?? [];
    if (other !== undefined) throw new UnsupportedRegex(`a group at ${at}`);
    at += opening.length;
    const inner = alternatives(depth + 1);
    at++;
    if (ahead ?? behind) return { kind: "look", alternatives: inner, negative: behind !== undefined };
    return inner.every(each => each.every(({ kind }) => kind === "term"))
      ? { kind: "term", term: plain(inner) }
      : { kind: "group", alternatives: inner };
  };
  const quantified = (node: RegexNode): RegexNode => {
    QUANTIFIER.lastIndex = at;
    const found = QUANTIFIER.exec(source);
    if (found === null) return node;
    if (node.kind !== "term") throw new UnsupportedRegex("a quantifier on an anchor");
    at += found[0].length;
    const [, sign, low, comma, high] = found;
    const min = sign === undefined ? Number(low) : sign === "+" ? 1 : 0;
    const open = sign === "*" || sign === "+" || (comma === "," && high === "");
    const max = open ? Number.POSITIVE_INFINITY : sign === "?" ? 1 : Number(high === "" ? low : high);
    return { kind: "term", term: repeat(node.term, min, max) };
  };
  return alternatives(0);
}

const plain = (alternatives: readonly RegexNode[][]): Term =>
  or(alternatives.map(each => sequence(each.flatMap(node => (node.kind === "term" ? [node.term] : [])))));
