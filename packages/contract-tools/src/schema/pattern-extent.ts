/** The longest text that a pattern allows: its characters, and its bytes in JSON. */
export interface Extent {
  readonly characters: number;
  readonly bytes: number;
}

const none: Extent = { characters: 0, bytes: 0 };
const unbounded: Extent = { characters: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
const plain: Extent = { characters: 1, bytes: 1 };
/** Any character at all: two code units when the pattern is read without the flag `u`, six bytes escaped. */
const any: Extent = { characters: 1, bytes: 6 };

/** The extent of an ECMA 262 pattern anchored at both ends; unbounded for others, and for what is not understood here. */
export function patternExtent(pattern: string): Extent {
  if (!/^\^.*(?<!\\)\$$/s.test(pattern)) return unbounded;
  const body = pattern.slice(1, -1);
  const read = alternatives(body, 0);
  // An alternative between the anchors would leave one end open.
  return read === undefined || read.end < body.length || hasTopLevelBar(body) ? unbounded : read.extent;
}

interface Read {
  readonly extent: Extent;
  readonly end: number;
}

function alternatives(text: string, start: number): Read | undefined {
  let longest = none;
  let current = none;
  let at = start;
  while (at < text.length && text[at] !== ")") {
    if (text[at] === "|") {
      longest = wider(longest, current);
      current = none;
      at++;
      continue;
    }
    const atom = atomAt(text, at);
    if (atom === undefined) return undefined;
    const [quantifier = "", most] = /^(?:[*+]|\{\d+,\}|\?|\{(?:\d+,)?(\d+)\})\??/.exec(text.slice(atom.end)) ?? [];
    const times = quantifier === "" || quantifier[0] === "?" ? 1 : Number(most ?? Number.POSITIVE_INFINITY);
    current = {
      characters: current.characters + product(atom.extent.characters, times),
      bytes: current.bytes + product(atom.extent.bytes, times),
    };
    at = atom.end + quantifier.length;
  }
  return { extent: wider(longest, current), end: at };
}

function atomAt(text: string, at: number): Read | undefined {
  const rest = text.slice(at);
  if (rest[0] === "(") {
    const opening = /^\((?:\?:)?(?!\?)/.exec(rest);
    const inner = opening === null ? undefined : alternatives(text, at + opening[0].length);
    return inner === undefined || text[inner.end] !== ")" ? undefined : { ...inner, end: inner.end + 1 };
  }
  const set = /^\[(?:\\.|[^\]\\])*\]/s.exec(rest)?.[0];
  if (set !== undefined) return { extent: isPlainSet(set) ? plain : any, end: at + set.length };
  const escaped = /^\\([dws.+*?()[\]{}|/^$-])/.exec(rest);
  if (escaped !== null) return { extent: escaped[1] === "s" ? any : plain, end: at + 2 };
  if (/^[.]/.test(rest)) return { extent: any, end: at + 1 };
  return /^[\w :@/,;=%&#~'!<>-]/.test(rest) ? { extent: plain, end: at + 1 } : undefined;
}

/** ASCII that JSON writes as it is: no negation, no quote, no backslash but before `d`, `w` or a mark. */
const isPlainSet = (set: string) => /^\[(?!\^)(?:[\w :@/.,;=%&#~'!<>()*+?$-]|\\[dw.+*?()[\]{}|/^$-])*\]$/.test(set);

const wider = (a: Extent, b: Extent): Extent => ({
  characters: Math.max(a.characters, b.characters),
  bytes: Math.max(a.bytes, b.bytes),
});

const product = (each: number, times: number) => (each === 0 || times === 0 ? 0 : each * times);

function hasTopLevelBar(body: string): boolean {
  const flat = body.replace(/\\./gs, "x").replace(/\[[^\]]*\]/gs, "x");
  let depth = 0;
  for (const character of flat) {
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "|" && depth === 0) return true;
  }
  return false;
}
