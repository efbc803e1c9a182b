import { foldCase } from "../../match/fold-case.ts";
import { type CharSet, charSet } from "./char-set.ts";

/** Beyond this code point no script has letter case. */
const LAST_CASED = 0x1ffff;

let preimages: Map<string, number[]> | undefined;

/** The characters that differ from one only by case, as `foldCase` sees it. */
export function caseChars(char: string): CharSet {
  preimages ??= table();
  const folded = foldCase(char);
  const all = [folded.codePointAt(0)!, ...(preimages.get(folded) ?? [])];
  return charSet(all.filter(each => foldCase(String.fromCodePoint(each)) === folded).map(each => [each, each]));
}

function table(): Map<string, number[]> {
  const made = new Map<string, number[]>();
  for (let code = 0; code <= LAST_CASED; code++) {
    const char = String.fromCodePoint(code);
    const folded = foldCase(char);
    if (folded !== char) made.set(folded, [...(made.get(folded) ?? []), code]);
  }
  return made;
}
