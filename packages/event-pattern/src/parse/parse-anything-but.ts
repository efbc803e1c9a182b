import type { Operator } from "./operator.ts";
import { PatternError } from "./pattern-error.ts";
import { childPointer, type ObjectNode, type PatternNode } from "./pattern-node.ts";
import { wildcardPieces } from "./wildcard.ts";

const BAD_VALUE = "Value of anything-but must be an array or single string/number value.";

/**
 * What an `anything-but` excludes: strings or numbers, or the prefixes, suffixes, wildcards or case-insensitive strings of its one inner operator.
 * Throws PatternError as the service would.
 */
export function parseAnythingBut(node: PatternNode, pointer: string): Operator {
  const but = node.kind === "object" ? inner(node.entries, pointer) : values(node, pointer);
  return { op: "anything-but", but };
}

function values(node: PatternNode, pointer: string): Operator[] {
  const items = node.kind === "array" ? node.items : [node];
  const excluded = items.map((item): Operator => {
    if (item.kind === "string" || item.kind === "number") return { op: "exact", value: item.value };
    const list = "Inside anything but list, start|null|boolean is not supported.";
    throw new PatternError(node.kind === "array" ? list : BAD_VALUE, pointer);
  });
  if (new Set(items.map(item => item.kind)).size !== 1) {
    const reason = "Inside anything but list, either all values are number or string, mixed type is not supported";
    throw new PatternError(reason, pointer);
  }
  return excluded;
}

function inner(entries: ObjectNode["entries"], pointer: string): Operator[] {
  const [entry] = entries;
  if (entry === undefined) throw new PatternError("Anything-But expression name not found", pointer);
  const [name, node] = entry;
  const at = childPointer(pointer, name);
  if (!["prefix", "suffix", "equals-ignore-case", "wildcard"].includes(name)) {
    throw new PatternError(`Unsupported anything-but pattern: ${name}`, pointer);
  }
  if (node.kind === "object") throw new PatternError(BAD_VALUE, at);
  const items = node.kind === "array" ? node.items : [node];
  if (items.length === 0) throw new PatternError("Empty arrays are not allowed", at);
  const excluded = items.map(item => exclusion(name, item, at));
  if (entries.length > 1) throw new PatternError("Only one key allowed in match expression", pointer);
  return excluded;
}

function exclusion(name: string, node: PatternNode, pointer: string): Operator {
  const isAffix = name === "prefix" || name === "suffix";
  if (node.kind !== "string") {
    const list = `Inside anything-but/${name} list, number|start|null|boolean is not supported.`;
    throw new PatternError(isAffix ? "prefix/suffix match pattern must be a string" : list, pointer);
  }
  if (isAffix) {
    if (node.value === "") throw new PatternError("Null prefix/suffix not allowed", pointer);
    return { op: name, text: node.value, ignoreCase: false };
  }
  if (name === "equals-ignore-case") return { op: name, text: node.value };
  wildcardPieces(node.value, pointer);
  return { op: "wildcard", text: node.value };
}
