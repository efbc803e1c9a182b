// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range starts at NUL.
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * The text with case differences removed, so that equal folds mean equal but for case.
 * Folds character by character: `toLowerCase` on a whole text depends on context (a final sigma), which would break prefixes.
 */
export function foldCase(text: string): string {
  if (text !== lastText) {
    lastFolded = fold(text);
    lastText = text;
  }
  return lastFolded;
}

/** The last one: many conditions ask for the same value in turn. */
let lastText = "";
let lastFolded = "";

function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = "";
  for (const char of text) {
    const lower = char.toLowerCase();
    folded += lower.length === char.length ? lower : char;
  }
  return folded;
}
