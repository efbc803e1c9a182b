/**
 * What a terminal or a log viewer obeys or hides: control characters (escape sequences begin with one), characters that
 * turn the direction of text around, that have no width, that end a line, and halves of characters.
 */
const OBEYED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * A file's name, or another text from outside, safe to print on one line: control and hidden characters are spelled out as
 * `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(OBEYED, character => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text.replace(OBEYED, character =>
    character === "\n" || character === "\t" ? character : printable(character),
  );
}

/** A JSON document with the same value, in which such characters are written as JSON escapes. */
export function printableJson(json: string): string {
  return json.replace(OBEYED, character => {
    if (character === "\n") return character;
    return [...Array(character.length).keys()]
      .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join("");
  });
}
