import { fieldPath, someLeaf } from "@tributary/event-pattern/event-fields";
import type { Leaf } from "@tributary/event-pattern/operator";
import { satisfiable } from "@tributary/event-pattern/satisfiable";
import type { EventKind } from "./event-kind.ts";

/** How many texts a field may have for them to be listed. */
const MOST = 12;

/** All texts that a field can have, when those are few and nothing else can stand there; else undefined. */
export function possibleTexts(path: string, kind: EventKind): string[] | undefined {
  const found: string[] = [];
  for (;;) {
    const left = found.length === 0 ? { exists: true } : { "anything-but": found };
    const more = satisfiable({ [path]: [left] }, kind.schema, kind);
    if (more.verdict === "no") return found;
    const values = more.verdict === "yes" ? leavesAt(path, more.witness) : [];
    const texts = values.filter(value => typeof value === "string" && !found.includes(value)) as string[];
    if (texts.length === 0 || texts.length < values.length || found.length + texts.length > MOST) return undefined;
    found.push(...new Set(texts));
  }
}

function leavesAt(path: string, event: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  someLeaf(event, fieldPath(path), 0, leaf => leaves.push(leaf) < 0);
  return leaves;
}
