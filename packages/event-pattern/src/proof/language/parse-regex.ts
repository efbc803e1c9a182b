import { type CharSet, charSet, hasChar, invertChars, unionChars } from "./char-set.ts";
import { anyButLineEnd, classEscapes, propertyEscape } from "./class-escapes.ts";

/** A regular expression of ECMAScript, parsed. */
export type Regex =
  | { readonly kind: "start" | "end" }
  | { readonly kind: "chars"; readonly chars: CharSet }
  | { readonly kind: "sequence" | "either"; readonly of: readonly Regex[] }
  | { readonly kind: "repeat"; readonly body: Regex; readonly min: number; readonly max: number }
  | { readonly kind: "ahead"; readonly body: Regex; readonly negative: boolean };

/** Raised for what is legal but not understood here: back references, look-behind, word boundaries, case folding beyond ASCII. */
export class UnsupportedRegex extends Error {
  override readonly name = "UnsupportedRegex";
}

/** How deep groups may nest. */
const DEEPEST = 200;

const letters = Array.from({ length: 26 }, (_each, index) => [0x41 + index, 0x61 + index]).flat();
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

/** Parses what `new RegExp(source, flags)` accepts; the source must have been accepted by it. Flags: `u` and `i`. */
export function parseRegex(source: string, flags: string): Regex {
  const folds = flags.includes("i");
  const unicode = flags.includes("u");
  const text = unicode ? [...source] : source.split("");
  let at = 0;
  let depth = 0;

  const refuse = (what: string): never => {
    throw new UnsupportedRegex(what);
  };
  const startsWith = (token: string) => [...token].every((char, index) => text[at + index] === char);
  const take = (token: string) => {
    const found = startsWith(token);
    if (found) at += token.length;
    return found;
  };

  function alternatives(): Regex {
    const of = [series()];
    while (take("|")) of.push(series());
    return of.length === 1 ? of[0]! : { kind: "either", of };
  }

  function series(): Regex {
    const of: Regex[] = [];
    while (at < text.length && text[at] !== "|" && text[at] !== ")") of.push(quantified(term()));
    return of.length === 1 ? of[0]! : { kind: "sequence", of };
  }

  function quantified(body: Regex): Regex {
    const [min, max] = quantifier();
    if (min === undefined) return body;
    take("?");
    return { kind: "repeat", body, min, max };
  }

  function quantifier(): [number, number] | [undefined, number] {
    if (take("*")) return [0, Number.POSITIVE_INFINITY];
    if (take("+")) return [1, Number.POSITIVE_INFINITY];
    if (take("?")) return [0, 1];
    const [token, min, comma, max] = /^\{(\d+)(,?)(\d*)\}/.exec(braced(at)) ?? [];
    if (token === undefined) return [undefined, 0];
    at += token.length;
    if (comma === "") return [Number(min), Number(min)];
    return [Number(min), max === "" ? Number.POSITIVE_INFINITY : Number(max)];
  }

  /** What stands in braces, if any open here; numbers may begin with any number of zeros. */
  const braced = (from: number) => (text[from] === "{" ? text.slice(from, text.indexOf("}", from) + 1).join("") : "");

  function term(): Regex {
    if (take("^")) return { kind: "start" };
    if (take("$")) return { kind: "end" };
    if (startsWith("(")) return group();
    if (take(".")) return { kind: "chars", chars: wide(anyButLineEnd) };
    if (take("[")) return { kind: "chars", chars: characterClass() };
    if (startsWith("\\b") || startsWith("\\B")) return refuse("a word boundary");
    if (take("\\")) return { kind: "chars", chars: folded(escaped(false)) };
    const code = text[at++]!.codePointAt(0)!;
    return { kind: "chars", chars: folded([code, code]) };
  }

  function group(): Regex {
    if (startsWith("(?<=") || startsWith("(?<!")) return refuse("look-behind");
    const negative = startsWith("(?!");
    const ahead = take("(?=") || take("(?!");
    if (!ahead && !take("(?:")) {
      if (take("(?<")) while (text[at++] !== ">");
      else if (startsWith("(?")) return refuse("a group modifier");
      else at++;
    }
    depth++;
    if (depth > DEEPEST) refuse("groups nested too deeply");
    const body = alternatives();
    depth--;
    at++;
    return ahead ? { kind: "ahead", body, negative } : body;
  }

  function characterClass(): CharSet {
    const negated = take("^");
    let set: CharSet = [];
    while (text[at] !== "]") {
      const low = classAtom();
      if (text[at] === "-" && text[at + 1] !== "]" && low.length === 2 && low[0] === low[1]) {
        at++;
        const high = classAtom();
        set = unionChars(set, folded([low[0]!, high[0]!]));
      } else set = unionChars(set, folded(low));
    }
    at++;
    return negated ? wide(invertChars(set)) : set;
  }

  function classAtom(): CharSet {
    if (take("\\")) return escaped(true);
    const code = text[at++]!.codePointAt(0)!;
    return [code, code];
  }

  function escaped(inClass: boolean): CharSet {
    const letter = text[at++]!;
    const known = classEscapes[letter];
    if (known !== undefined) return /[DWS]/.test(letter) ? wide(known) : known;
    if (/[pP]/.test(letter) && unicode) {
      const from = at - 1;
      while (text[at++] !== "}");
      return propertyEscape(`\\${text.slice(from, at).join("")}`);
    }
    if (inClass && letter === "b") return [8, 8];
    if (/[1-9k]/.test(letter) && !inClass) return refuse("a back reference");
    if (letter === "c") {
      const code = text[at++]!.codePointAt(0)! % 32;
      return [code, code];
    }
    const code = hexEscape(letter) ?? controls[letter] ?? letter.codePointAt(0)!;
    return [code, code];
  }

  function hexEscape(letter: string): number | undefined {
    const ahead = braced(at) || text.slice(at, at + 12).join("");
    const shape = letter === "x" ? /^([\da-f]{2})/i : letter === "u" ? /^(?:\{([\da-f]+)\}|([\da-f]{4}))/i : undefined;
    const match = shape?.exec(ahead);
    if (match == null) return undefined;
    at += match[0].length;
    const code = Number.parseInt(match[1] ?? match[2]!, 16);
    const low = unicode && code >= 0xd800 && code < 0xdc00 ? /^\\u(d[c-f][\da-f]{2})/i.exec(ahead.slice(4)) : null;
    if (low === null) return code;
    at += low[0].length;
    return (code - 0xd800) * 0x400 + (Number.parseInt(low[1]!, 16) - 0xdc00) + 0x10000;
  }

  /** Without the flag `u` an expression sees halves of characters beyond the first 65,536. */
  function wide(set: CharSet): CharSet {
    if (!unicode) refuse("a set that reaches beyond UTF-16 units");
    if (folds) refuse("a negated set under the flag i");
    return set;
  }

  function folded(set: CharSet): CharSet {
    if (!folds) return set;
    if ((set.at(-1) ?? 0) > 0x7f) refuse("case folding beyond ASCII");
    const others = letters.filter(letter => hasChar(set, letter)).map(letter => letter ^ 0x20);
    return unionChars(set, charSet(others.map(letter => [letter, letter])));
  }

  return alternatives();
}
