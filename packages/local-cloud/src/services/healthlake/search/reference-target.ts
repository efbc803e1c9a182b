/** The resource that a literal reference is to. */
export interface ReferenceTarget {
  readonly type: string;
  readonly id: string;
}

const LITERAL = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]+)?$/;

/**
 * The target of a reference in a resource, relative or absolute, with or without version; undefined for `#contained` and
 * `urn:`.
 */
export function referenceTarget(reference: unknown): ReferenceTarget | undefined {
  const found = typeof reference === "string" ? LITERAL.exec(reference) : null;
  return found ? { type: found[1] as string, id: found[2] as string } : undefined;
}
