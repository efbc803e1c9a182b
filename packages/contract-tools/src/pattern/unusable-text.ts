import type { TextPlace } from "../source/text-place.ts";

/** A text that is not what it should be: its author's fault. The message is `<file>:<line>:<column>: <what is wrong>`. */
export class UnusableText extends Error {
  override readonly name = "UnusableText";

  constructor(file: string, { line, column }: TextPlace, what: string, options?: ErrorOptions) {
    super(`${file}:${line}:${column}: ${what}`, options);
  }
}
