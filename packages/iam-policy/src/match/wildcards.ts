/** Stand for `*` and `?` in a pattern: private characters, so that a value with an asterisk in it stays what it is. */
const ANY = "\u{e000}";
const ONE = "\u{e001}";

/** A pattern in which `*` stands for any characters, and `?` for one. */
export function withWildcards(text: string): string {
  return text.replaceAll("*", ANY).replaceAll("?", ONE);
}

/** Whether a text is like a pattern of `withWildcards`; never slower than the product of their lengths. */
export function isLike(text: string, pattern: string): boolean {
  let [at, in_] = [0, 0];
  // Where the last `*` stands, and how much of the text it has taken.
  let [star, taken] = [-1, 0];
  while (at < text.length) {
    const wanted = pattern[in_];
    if (wanted === ANY) [star, taken, in_] = [in_, at, in_ + 1];
    else if (wanted !== undefined && (wanted === ONE || wanted === text[at])) [at, in_] = [at + 1, in_ + 1];
    else if (star >= 0) [taken, at, in_] = [taken + 1, taken + 1, star + 1];
    else return false;
  }
  while (pattern[in_] === ANY) in_++;
  return in_ === pattern.length;
}
