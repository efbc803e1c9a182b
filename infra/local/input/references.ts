import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { type ReferenceMatch, referenceMatcher } from "@tributary/local-cloud/services/healthlake/reference-matcher";
import { holdsResource } from "@tributary/local-cloud/services/healthlake/resources/stored-versions";
import { readConditionalReference } from "@tributary/local-cloud/services/healthlake/search/conditional-reference";
import { openScratch } from "../scratch.ts";
import type { Place } from "./input-record.ts";

/** Collects the references of the input until their targets are known. */
export interface References {
  note(resource: object, at: Place): void;
  /** Dangling references in the order of the input: the first place of each, and the number of others. */
  leadingNowhere(store: HeldResources): Iterable<DeadEnd>;
  close(): void;
}

/** A reference that does not lead to exactly one resource. */
export interface DeadEnd {
  readonly at: Place;
  /** The number of other places. */
  readonly more: number;
  /** The reason: no such resource, or criteria that match none or several. */
  readonly reason: "absent" | "unmatched" | "ambiguous";
}

/** Lookups in a data store. */
export interface HeldResources {
  /** Whether it holds a resource that is not deleted. */
  exists(type: string, id: string): boolean;
  /** The matches of a reference by criteria. */
  match(reference: string): ReferenceMatch;
}

/**
 * `Type/id` of the same data store, with or without a version; or a fullUrl that no entry of its Bundle has. The data store's own
 * rule recognises references by criteria.
 * https://hl7.org/fhir/R4/references.html#literal
 */
const RELATIVE = /^([A-Z][A-Za-z]*)\/([A-Za-z0-9\-.]{1,64})(\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const WITHIN_BUNDLE = /^urn:(uuid|oid):/;

const SCHEMA = `
CREATE TABLE targets (
  number INTEGER PRIMARY KEY,
  target TEXT NOT NULL UNIQUE,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  pointer TEXT NOT NULL,
  more INTEGER NOT NULL DEFAULT 0
)`;

/** Creates an empty collection, on disk: an input of several GB may hold more than fits into memory. */
export function createReferences(): References {
  const scratch = openScratch(SCHEMA);
  return {
    note(resource, { file, line, pointer = "" }) {
      for (const [target, at] of referencesIn(resource))
        scratch.run(
          "INSERT INTO targets (target, file, line, pointer) VALUES (?, ?, ?, ?) ON CONFLICT (target) DO UPDATE SET more = more + 1",
          ...[target, file, line, pointer + at],
        );
    },
    *leadingNowhere(store) {
      for (const { target, file, line, pointer, more } of scratch.each("SELECT * FROM targets ORDER BY number")) {
        const reason = failureOf(String(target), store);
        if (reason === undefined) continue;
        yield { at: { file: String(file), line: Number(line), pointer: String(pointer) }, more: Number(more), reason };
      }
    },
    close: scratch.close,
  };
}

function failureOf(target: string, { exists, match }: HeldResources): DeadEnd["reason"] | undefined {
  if (readConditionalReference(target)) {
    const found = match(target);
    if (found.literal !== undefined) return undefined;
    return found.several ? "ambiguous" : "unmatched";
  }
  const [type = "", id] = target.split("/");
  return id !== undefined && exists(type, id) ? undefined : "absent";
}

/** Lookups in a data store of the local cloud, as it is now. */
export function heldResources(context: CloudContext, datastoreId: string): HeldResources {
  return {
    exists: (type, id) => holdsResource(context, datastoreId, type, id),
    match: referenceMatcher(context, datastoreId),
  };
}

/** Each reference in a resource as `Type/id`, `urn:…` or `Type?criteria`, and its JSON Pointer. */
function* referencesIn(value: unknown, pointer = ""): Generator<readonly [string, string]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (name === "reference" && typeof inner === "string") {
      const [, type, id] = RELATIVE.exec(inner) ?? [];
      if (type !== undefined) yield [`${type}/${id}`, at];
      else if (WITHIN_BUNDLE.test(inner) || readConditionalReference(inner)) yield [inner, at];
    } else yield* referencesIn(inner, at);
  }
}
