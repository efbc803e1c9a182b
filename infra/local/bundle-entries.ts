import type { InputRecord, Place, Resource } from "./input-record.ts";
import { createSeen, type Seen } from "./seen.ts";

/** A Bundle whose entries are taken as resources, one after the other. */
export interface OpenBundle {
  readonly at: Place;
  /** What the Bundle says it is, as far as it is known. */
  type?: unknown;
  /** The fullUrls of the entries so far. */
  readonly fullUrls: Seen;
}

export const NO_LIST = "a Bundle whose entry is no list";

/** A value of the input that may be a resource. */
export interface Candidate {
  readonly kind: "candidate";
  readonly value: unknown;
  readonly at: Place;
}

/** The resource itself, or a Bundle's, however deep Bundles stand in Bundles. */
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
  const bundle: OpenBundle = { at, type, fullUrls: createSeen() };
  const entries = (entry as unknown[]).map((one, index) => resourceOfEntry(bundle, one, index));
  bundle.fullUrls.close();
  return entries.filter(found => found !== undefined);
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
  const { at, fullUrls, type } = bundle;
  const pointer = `${at.pointer ?? ""}/entry/${index}`;
  if (typeof entry !== "object" || entry === null) return { kind: "candidate", value: entry, at: { ...at, pointer } };
  const { resource, fullUrl } = entry as { resource?: unknown; fullUrl?: unknown };
  if (typeof fullUrl === "string" && type !== "history" && fullUrls.isRepeated(`${fullUrl} ${versionOf(resource)}`))
    return { kind: "bad", reason: "an entry before it has this fullUrl", at: { ...at, pointer: `${pointer}/fullUrl` } };
  if (resource === undefined) return undefined;
  return { kind: "candidate", value: resource, at: { ...at, pointer: `${pointer}/resource` } };
}

function versionOf(resource: unknown): string {
  const { meta } = (resource ?? {}) as { meta?: { versionId?: unknown } | null };
  return String(meta?.versionId ?? "");
}

function isResource(value: unknown): value is Resource {
  return typeof value === "object" && value !== null && typeof (value as Resource).resourceType === "string";
}
