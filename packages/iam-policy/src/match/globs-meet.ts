/** Whether some text is like both of two patterns with `*` and `?`: two ARNs that may name the same resource. */
export function globsMeet(one: string, other: string): boolean {
  // By how much of `other` is used up: whether the part of `one` so far can meet it.
  let meets = Array.from({ length: other.length + 1 }, (_, at) => /^\**$/.test(other.slice(0, at)));
  for (const character of one) {
    const next = [character === "*" && meets[0] === true];
    for (let at = 1; at <= other.length; at++) {
      const [a, b] = [character, other[at - 1]];
      const isSame = a === b || a === "?" || b === "?";
      next[at] =
        a === "*" || b === "*"
          ? (meets[at] ?? false) || (next[at - 1] ?? false) || (meets[at - 1] ?? false)
          : isSame && (meets[at - 1] ?? false);
    }
    meets = next;
  }
  return meets[other.length] ?? false;
}
