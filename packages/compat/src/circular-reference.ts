import type { Node } from "./node.ts";

/** A node that asks for itself, of the same value, without end; undefined when there is none. */
export function circularReference(root: Node): Node | undefined {
  const done = new Set<Node>();
  const open = new Set<Node>();
  const visit = (node: Node): Node | undefined => {
    if (done.has(node)) return undefined;
    if (open.has(node)) return node;
    open.add(node);
    for (const inner of inPlace(node)) {
      const found = visit(inner);
      if (found !== undefined) return found;
    }
    open.delete(node);
    done.add(node);
    return undefined;
  };
  const pending = [root];
  const met = new Set<Node>(pending);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const found = visit(node);
    if (found !== undefined) return found;
    for (const inner of [...inPlace(node), ...inside(node)]) {
      if (met.has(inner)) continue;
      met.add(inner);
      pending.push(inner);
    }
  }
  return undefined;
}

function* inPlace(node: Node): Generator<Node> {
  if (node.reference !== undefined) yield node.reference.target();
  for (const list of [node.allOf, node.anyOf, node.oneOf]) yield* list ?? [];
  const { test, passing, failing } = node.condition ?? {};
  for (const inner of [node.not, test, passing, failing]) if (inner !== undefined) yield inner;
  for (const [, inner] of node.dependentSchemas ?? []) yield inner;
}

function* inside(node: Node): Generator<Node> {
  yield* node.properties?.values() ?? [];
  for (const [, inner] of node.patternProperties ?? []) yield inner;
  yield* node.prefix ?? [];
  const { additionalProperties, propertyNames, unevaluatedProperties, unevaluatedItems, items, contains } = node;
  const single = [additionalProperties, propertyNames, unevaluatedProperties, unevaluatedItems, items, contains?.node];
  for (const inner of single) if (inner !== undefined) yield inner;
}
