import { allChars, type CharSet, charSet, invertChars, unionChars } from "./char-set.ts";
import { UnsupportedRegex } from "./regex-node.ts";

const DIGIT: CharSet = charSet([[0x30, 0x39]]);
const WORD: CharSet = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
const SPACE: CharSet = charSet(
  [
    [9, 13],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
  ]
    .concat([
      [0x202f, 0x202f],
      [0x205f, 0x205f],
      [0x3000, 0x3000],
      [0xfeff, 0xfeff],
    ])
    .map(([low, high]) => [low!, high!]),
);

/** What `.` stands for. */
export const dot: CharSet = invertChars(
  charSet([
    [10, 10],
    [13, 13],
    [0x2028, 0x2029],
  ]),
);

const classes: Partial<Record<string, CharSet>> = {
  d: DIGIT,
  D: invertChars(DIGIT),
  w: WORD,
  W: invertChars(WORD),
  s: SPACE,
  S: invertChars(SPACE),
};

const controls: Partial<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, "0": 0 };

const ESCAPE =
  /\\(?:u\{(?<braced>[0-9a-fA-F]+)\}|u(?<pair>[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|u(?<four>[0-9a-fA-F]{4})|x(?<two>[0-9a-fA-F]{2})|c(?<control>[a-zA-Z])|(?<property>[pP]\{[^}]+\})|(?<other>[^1-9kbB]))/uy;

/** What an escape sequence at an offset stands for, and where it ends. Throws UnsupportedRegex for those that stand for no character. */
export function readEscape(source: string, at: number, inClass: boolean): { set: CharSet; end: number } {
  ESCAPE.lastIndex = at;
  const found = ESCAPE.exec(source);
  if (found === null && inClass && source.startsWith("\\b", at)) return { set: [8, 8], end: at + 2 };
  if (found === null) throw new UnsupportedRegex(`an escape at ${at}`);
  const { braced, pair, four, two, control, property, other } = found.groups ?? {};
  const end = at + found[0].length;
  const one = (code: number) => ({ set: [code, code], end });
  const hex = braced ?? four ?? two;
  if (hex !== undefined) return one(Number.parseInt(hex, 16));
  if (pair !== undefined) return one((JSON.parse(`"\\u${pair}"`) as string).codePointAt(0)!);
  if (control !== undefined) return one(control.charCodeAt(0) % 32);
  if (property !== undefined) return { set: propertyChars(property), end };
  const set = classes[other ?? ""];
  return set === undefined ? one(controls[other ?? ""] ?? other!.codePointAt(0)!) : { set, end };
}

/** The set of a `[…]` that opens at an offset, and where it ends. */
export function readCharClass(source: string, open: number): { set: CharSet; end: number } {
  let at = open + 1;
  const negative = source[at] === "^";
  if (negative) at++;
  let set: CharSet = [];
  const atom = () => {
    if (source[at] === "\\") {
      const read = readEscape(source, at, true);
      at = read.end;
      return read.set;
    }
    const code = source.codePointAt(at)!;
    at += String.fromCodePoint(code).length;
    return [code, code];
  };
  while (source[at] !== "]") {
    if (at >= source.length) throw new UnsupportedRegex("an open class");
    const low = atom();
    if (source[at] === "-" && source[at + 1] !== "]") {
      at++;
      set = unionChars(set, charSet([[low[0]!, atom()[1]!]]));
    } else set = unionChars(set, low);
  }
  return { set: negative ? invertChars(set) : set, end: at + 1 };
}

const properties = new Map<string, CharSet>();

/** The characters with a Unicode property, asked of the engine one by one. */
function propertyChars(property: string): CharSet {
  const known = properties.get(property);
  if (known !== undefined) return known;
  const test = new RegExp(`^\\${property}$`, "u");
  const ranges: [number, number][] = [];
  for (let code = 0; code <= allChars[1]!; code++) {
    if (!test.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const set = charSet(ranges);
  properties.set(property, set);
  return set;
}
