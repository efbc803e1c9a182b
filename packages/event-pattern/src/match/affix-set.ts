/** Which side of a text is read: its beginning, or its end. */
export type Side = "prefix" | "suffix";

interface Step {
  isEnd: boolean;
  readonly next: Map<number, Step>;
}

/** Whether a text begins (or ends) with any of several: read once, however many they are, and no further than one of them goes. */
export function affixSet(texts: readonly string[], side: Side): (text: string) => boolean {
  const root = step();
  for (const text of texts) {
    let at = root;
    for (let i = 0; i < text.length; i++) {
      const code = codeAt(text, i, side);
      const next = at.next.get(code) ?? step();
      at.next.set(code, next);
      at = next;
    }
    at.isEnd = true;
  }
  return text => {
    let at: Step | undefined = root;
    for (let i = 0; at !== undefined && !at.isEnd; i++) {
      if (i === text.length) return false;
      at = at.next.get(codeAt(text, i, side));
    }
    return at !== undefined;
  };
}

function step(): Step {
  return { isEnd: false, next: new Map() };
}

function codeAt(text: string, i: number, side: Side): number {
  return text.charCodeAt(side === "prefix" ? i : text.length - 1 - i);
}
