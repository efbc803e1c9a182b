import type { Node } from "./node.ts";

/** The content of a node, without its identity. */
export type NodeContent = Omit<Node, "id" | "pointer">;

/** Makes nodes, one for each content: the first place it is met at is the one it tells. */
export interface NodeFactory {
  make(content: NodeContent, pointer: string): Node;
  readonly always: Node;
  readonly never: Node;
}

/** A factory whose nodes are comparable with each other, and with no others. */
export function nodeFactory(): NodeFactory {
  const known = new Map<string, Node>();
  const make = (content: NodeContent, pointer: string): Node => {
    const key = JSON.stringify(content, byIdentity(content));
    const found = known.get(key);
    if (found !== undefined) return found;
    const node: Node = { id: known.size, pointer, ...content };
    known.set(key, node);
    return node;
  };
  return { make, always: make({}, ""), never: make({ never: true }, "") };
}

/** Inner nodes count by their id, references by where they lead. */
function byIdentity(root: NodeContent) {
  return (_key: string, value: unknown): unknown => {
    // As JSON it would be null.
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return { number: String(value) };
    if (value === root || typeof value !== "object" || value === null) return value;
    if (value instanceof Map) return { map: [...value] };
    if ("id" in value && "pointer" in value) return { node: value.id };
    if ("target" in value && "key" in value) return { reference: value.key };
    return value;
  };
}
