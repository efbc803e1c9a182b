import { PatternError } from "./pattern-error.ts";

/** What a search reads: a string, or a stand-in that counts the reads. */
export interface Characters {
  readonly length: number;
  charCodeAt(index: number): number;
}

/**
 * The literal pieces between the `*` of a wildcard pattern, with `\*` and `\\` resolved; always one more than there are `*`.
 * Throws PatternError for `**` and for any other escape. Positions are counted in UTF-8 bytes, after an opening quote, as the service counts.
 */
export function wildcardPieces(text: string, pointer: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let position = 1;
  const chars = [...text];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? "";
    const next = chars[i + 1];
    if (char === "*") {
      if (next === "*") throw new PatternError(`Consecutive wildcard characters at pos ${position}`, pointer);
      pieces.push(piece);
      piece = "";
    } else if (char === "\\") {
      if (next !== "*" && next !== "\\") {
        throw new PatternError(`Invalid escape character at pos ${position}`, pointer);
      }
      piece += next;
      position++;
      i++;
    } else {
      piece += char;
    }
    position += utf8Length(char);
  }
  return [...pieces, piece];
}

/**
 * Whether a value matches the pieces of a wildcard pattern.
 * The leftmost place for each piece is always the best one, so one pass without backtracking decides:
 * the work is at most proportional to the length of the value, whatever the pattern.
 */
export function compileWildcard(pieces: readonly string[]): (value: Characters) => boolean {
  const first = pieces[0] ?? "";
  const last = pieces[pieces.length - 1] ?? "";
  const middle = pieces.slice(1, -1).map(piece => ({ piece, failure: failureTable(piece) }));
  if (pieces.length === 1) return value => value.length === first.length && isAt(value, first, 0);
  return value => {
    const end = value.length - last.length;
    if (end < first.length || !isAt(value, first, 0) || !isAt(value, last, end)) return false;
    let at = first.length;
    for (const { piece, failure } of middle) {
      at = endOf(value, piece, failure, at, end);
      if (at < 0) return false;
    }
    return true;
  };
}

function isAt(value: Characters, piece: string, at: number): boolean {
  if (typeof value === "string") return value.startsWith(piece, at);
  for (let i = 0; i < piece.length; i++) if (value.charCodeAt(at + i) !== piece.charCodeAt(i)) return false;
  return true;
}

/** Knuth-Morris-Pratt: where the first occurrence of `piece` in value[from, to) ends, or -1. */
function endOf(value: Characters, piece: string, failure: Uint16Array, from: number, to: number): number {
  let matched = 0;
  for (let i = from; i < to; i++) {
    const char = value.charCodeAt(i);
    while (matched > 0 && piece.charCodeAt(matched) !== char) matched = failure[matched - 1] ?? 0;
    if (piece.charCodeAt(matched) === char) matched++;
    if (matched === piece.length) return i + 1;
  }
  return -1;
}

/** For each prefix of the piece, the length of its longest proper prefix that is also its suffix. */
function failureTable(piece: string): Uint16Array {
  const table = new Uint16Array(piece.length);
  let matched = 0;
  for (let i = 1; i < piece.length; i++) {
    while (matched > 0 && piece.charCodeAt(matched) !== piece.charCodeAt(i)) matched = table[matched - 1] ?? 0;
    if (piece.charCodeAt(matched) === piece.charCodeAt(i)) matched++;
    table[i] = matched;
  }
  return table;
}

function utf8Length(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
