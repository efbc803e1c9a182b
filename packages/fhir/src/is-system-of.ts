/**
 * Whether an identifier's system is the given one or lies within it, however it is written: letter case, white space,
 * invisible characters, percent-encoding, compatibility forms and trailing separators make no difference. For refusing
 * identifiers that somebody else alone may issue; identities are compared exactly.
 */
export function isSystemOf(system: string, owner: string): boolean {
  const [one, other] = [folded(system), folded(owner)];
  return one === other || (one.startsWith(other) && SEPARATOR.test(one.slice(other.length)));
}

/** What may follow a system and still name it: a path, a fragment, a query, the value of a token. */
const SEPARATOR = /^[/#?|:]/;

function folded(system: string): string {
  return decoded(system)
    .normalize("NFKC")
    .replace(/[\s\p{C}\p{Z}]/gu, "")
    .toLowerCase()
    .replace(/[/#?|:.]+$/, "");
}

/** Percent-encoded texts may be encoded again; what is no such text stays as it is. */
function decoded(text: string): string {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return text;
  }
}
