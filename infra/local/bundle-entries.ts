import { fullUrlKey, resolveLink } from "@tributary/fhir/resolve-link";
import { rewriteLinks } from "@tributary/fhir/rewrite-links";
import type { InputRecord, Place, Resource } from "./input-record.ts";
import { createLargeMap, type LargeMap } from "./large-map.ts";

/** A Bundle whose entries are taken as resources, one after the other. */
export interface OpenBundle {
  readonly at: Place;
  /** What the Bundle says it is, as far as it is known. */
  type?: unknown;
  /** `Type/id` by the fullUrl of the entry that has it: what links within the Bundle mean. */
  readonly names: LargeMap;
  /** The fullUrls of the entries so far, each with its version. */
  readonly fullUrls: LargeMap;
}

export const NO_LIST = "a Bundle whose entry is no list";

/** A value of the input that may be a resource. */
export interface Candidate {
  readonly kind: "candidate";
  readonly value: unknown;
  readonly at: Place;
}

/** A Bundle of which nothing is known yet. */
export function openBundle(at: Place, type?: unknown): OpenBundle {
  return { at, type, names: createLargeMap(), fullUrls: createLargeMap() };
}

/** Forgets what was known of a Bundle. */
export function closeBundle({ names, fullUrls }: OpenBundle): void {
  names.close();
  fullUrls.close();
}

/** The resource itself, or a Bundle's, however deep Bundles stand in Bundles. Links to entries become `Type/id`. */
export function* resourcesIn(root: unknown, place: Place): Generator<InputRecord> {
  const open: (Candidate | InputRecord)[] = [{ kind: "candidate", value: root, at: place }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind !== "candidate") {
      yield next;
      continue;
    }
    const { value, at } = next;
    if (!isResource(value)) yield { kind: "bad", reason: "not a FHIR resource: no resourceType", at };
    else if (value.resourceType !== "Bundle") yield { kind: "resource", resource: value, at };
    else if (value.entry !== undefined && !Array.isArray(value.entry)) yield { kind: "bad", reason: NO_LIST, at };
    else open.push(...entriesOf(value, at).reverse());
  }
}

function entriesOf({ type, entry = [] }: Resource, at: Place): (Candidate | InputRecord)[] {
  const bundle = openBundle(at, type);
  for (const one of entry as unknown[]) nameEntry(bundle, one);
  const entries = (entry as unknown[]).map((one, index) => resourceOfEntry(bundle, one, index));
  closeBundle(bundle);
  return entries.filter(found => found !== undefined);
}

/** Remembers which resource a fullUrl stands for: the first to have it. */
export function nameEntry({ names }: OpenBundle, entry: unknown): void {
  const { fullUrl, resource } = (entry ?? {}) as { fullUrl?: unknown; resource?: unknown };
  if (typeof fullUrl !== "string" || !isResource(resource) || typeof resource.id !== "string") return;
  const key = fullUrlKey(fullUrl);
  if (names.get(key) === undefined) names.set(key, `${resource.resourceType}/${resource.id}`);
}

/**
 * The resource of an entry and its place, or what is wrong with the entry. Entries without a resource are fine: those of
 * deletes have a request alone. A fullUrl may come again with another version (bdl-7: https://hl7.org/fhir/R4/bundle.html).
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

/** As a data store does that takes a Bundle as a transaction, but that every resource keeps its id. */
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
