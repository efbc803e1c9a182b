/** A place in a text; lines and columns start at 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** The place of a character, given how many (UTF-16 code units) stand before it. */
export function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
