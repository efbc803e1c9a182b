import { fullUrlKey, resolveLink } from "@tributary/fhir/resolve-link";
import { rewriteLinks } from "@tributary/fhir/rewrite-links";
import type { InputRecord, Place, Resource } from "./input-record.ts";
import { createLargeMap, type LargeMap } from "./large-map.ts";

/** A Bundle being read, entry by entry. */
export interface OpenBundle {
  readonly at: Place;
  /** The Bundle's type, once known. */
  type?: unknown;
  /** `Type/id` by fullUrl of the entry, to resolve links within the Bundle. */
  readonly names: LargeMap;
  /** The fullUrls of entries so far, each with its version. */
  readonly fullUrls: LargeMap;
}

export const NO_LIST = "a Bundle whose entry is no list";

/** A value in the input that may be a resource. */
export interface Candidate {
  readonly kind: "candidate";
  readonly value: unknown;
  readonly at: Place;
}

/** A Bundle before its first entry. */
export function openBundle(at: Place, type?: unknown): OpenBundle {
  return { at, type, names: createLargeMap(), fullUrls: createLargeMap() };
}

/** Forgets the Bundle. */
export function closeBundle({ names, fullUrls }: OpenBundle): void {
  names.close();
  fullUrls.close();
}

/**
 * The resource itself, or the resources of a Bundle at any depth, one after the other: a small file may hold millions.
 * References by fullUrl become `Type/id`, in place.
 */
export function* resourcesIn(root: unknown, place: Place): Generator<InputRecord> {
  // An explicit stack: Bundles may nest deeper than calls can.
  const open: Iterator<Candidate | InputRecord>[] = [[{ kind: "candidate" as const, value: root, at: place }].values()];
  try {
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { value: next, done } = top.next();
      if (done) open.pop();
      else if (next.kind !== "candidate") yield next;
      else {
        const { value, at } = next;
        if (!isResource(value)) yield { kind: "bad", reason: "not a FHIR resource: no resourceType", at };
        else if (value.resourceType !== "Bundle") yield { kind: "resource", resource: value, at };
        else if (value.entry !== undefined && !Array.isArray(value.entry)) yield { kind: "bad", reason: NO_LIST, at };
        else open.push(entriesOf(value, at));
      }
    }
  } finally {
    for (const each of open) each.return?.();
  }
}

function* entriesOf({ type, entry = [] }: Resource, at: Place): Generator<Candidate | InputRecord> {
  const bundle = openBundle(at, type);
  try {
    for (const one of entry as unknown[]) nameEntry(bundle, one);
    for (const [index, one] of (entry as unknown[]).entries()) {
      const found = resourceOfEntry(bundle, one, index);
      if (found !== undefined) yield found;
    }
  } finally {
    closeBundle(bundle);
  }
}

/** Remembers the first resource with a fullUrl. */
export function nameEntry({ names }: OpenBundle, entry: unknown): void {
  const { fullUrl, resource } = (entry ?? {}) as { fullUrl?: unknown; resource?: unknown };
  if (typeof fullUrl !== "string" || !isResource(resource) || typeof resource.id !== "string") return;
  const key = fullUrlKey(fullUrl);
  if (names.get(key) === undefined) names.set(key, `${resource.resourceType}/${resource.id}`);
}

/**
 * The resource of an entry and its place, or the entry's fault. An entry without a resource is valid: a deletion has only a
 * request. A fullUrl may repeat with another version (bdl-7: https://hl7.org/fhir/R4/bundle.html).
 */
export function resourceOfEntry(
  bundle: OpenBundle,
  entry: unknown,
  index: number,
): Candidate | InputRecord | undefined {
  const { at, names, type } = bundle;
  const pointer = `${at.pointer ?? ""}/entry/${index}`;
  if (typeof entry !== "object" || entry === null) return { kind: "candidate", value: entry, at: { ...at, pointer } };
  const { resource, fullUrl } = entry as { resource?: unknown; fullUrl?: unknown };
  if (typeof fullUrl === "string" && type !== "history" && isRepeated(bundle, `${fullUrl} ${versionOf(resource)}`))
    return { kind: "bad", reason: "an entry before it has this fullUrl", at: { ...at, pointer: `${pointer}/fullUrl` } };
  if (resource === undefined) return undefined;
  const value = resolveLinks(resource, typeof fullUrl === "string" ? fullUrl : undefined, names);
  return { kind: "candidate", value, at: { ...at, pointer: `${pointer}/resource` } };
}

/** Resolves links like a data store that processes a transaction, except that every resource keeps its id. */
function resolveLinks(resource: unknown, fullUrl: string | undefined, names: LargeMap): unknown {
  return rewriteLinks(resource, link =>
    resolveLink(link, fullUrl, key => {
      const literal = names.get(key);
      return literal === undefined ? undefined : { literal };
    }),
  );
}

function isRepeated({ fullUrls }: OpenBundle, fullUrl: string): boolean {
  if (fullUrls.get(fullUrl) !== undefined) return true;
  fullUrls.set(fullUrl, "");
  return false;
}

function versionOf(resource: unknown): string {
  const { meta } = (resource ?? {}) as { meta?: { versionId?: unknown } | null };
  return String(meta?.versionId ?? "");
}

function isResource(value: unknown): value is Resource {
  return typeof value === "object" && value !== null && typeof (value as Resource).resourceType === "string";
}
