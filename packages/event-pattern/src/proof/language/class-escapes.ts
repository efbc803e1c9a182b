import { allChars, type CharSet, charSet, invertChars } from "./char-set.ts";

const digits = charSet([[0x30, 0x39]]);
const word = charSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
/** WhiteSpace and LineTerminator of ECMA-262, sections 12.2 and 12.3. */
const space = charSet([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);

/** What `.` matches without the flag `s`. */
export const anyButLineEnd: CharSet = invertChars(
  charSet([
    [0x0a, 0x0a],
    [0x0d, 0x0d],
    [0x2028, 0x2029],
  ]),
);

/** What `\d`, `\D`, `\w`, `\W`, `\s` and `\S` match, by their letter. */
export const classEscapes: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: invertChars(digits),
  w: word,
  W: invertChars(word),
  s: space,
  S: invertChars(space),
};

const properties = new Map<string, CharSet>();

/** What `\p{…}` matches, asked of the engine one by one; `whole` is the escape with its backslash. */
export function propertyEscape(whole: string): CharSet {
  const known = properties.get(whole);
  if (known !== undefined) return known;
  const matches = new RegExp(`^${whole}$`, "u");
  const ranges: [number, number][] = [];
  for (let code = 0; code <= allChars[1]!; code++) {
    if (!matches.test(String.fromCodePoint(code))) continue;
    const previous = ranges.at(-1);
    if (previous !== undefined && previous[1] === code - 1) previous[1] = code;
    else ranges.push([code, code]);
  }
  const set = charSet(ranges);
  properties.set(whole, set);
  return set;
}
