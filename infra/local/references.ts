import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { Place } from "./input-record.ts";
import { openScratch } from "./scratch.ts";

/** References of the input, remembered until it is known what they lead to. */
export interface References {
  note(resource: object, at: Place): void;
  /** What leads nowhere, in the order of the input: the first place of each, and how many more say the same. */
  leadingNowhere(
    exists: (type: string, id: string) => boolean,
  ): Iterable<{ readonly at: Place; readonly more: number }>;
  close(): void;
}

/**
 * `Type/id` with or without a version, of the same data store; or by a fullUrl that no entry of its Bundle has.
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

/** No references so far. They are on disk: an input of several GB may hold more than memory should. */
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
    *leadingNowhere(exists) {
      for (const { target, file, line, pointer, more } of scratch.each("SELECT * FROM targets ORDER BY number")) {
        const [type = "", id] = String(target).split("/");
        if (id !== undefined && exists(type, id)) continue;
        yield { at: { file: String(file), line: Number(line), pointer: String(pointer) }, more: Number(more) };
      }
    },
    close: scratch.close,
  };
}

/** Whether a data store holds a resource, in any version but a deleted one. */
export function existsIn({ store }: CloudContext, datastoreId: string): (type: string, id: string) => boolean {
  const latest = store.prepare(
    `SELECT v.body IS NOT NULL AS held FROM healthlake_versions v JOIN healthlake_datastores d ON d.number = v.store
     WHERE d.id = ? AND v.type = ? AND v.id = ? ORDER BY v.version DESC LIMIT 1`,
  );
  return (type, id) => latest.get(datastoreId, type, id)?.held === 1;
}

/** Each reference in a resource as `Type/id` or `urn:…`, and its JSON Pointer. */
function* referencesIn(value: unknown, pointer = ""): Generator<readonly [string, string]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (name === "reference" && typeof inner === "string") {
      const [, type, id] = RELATIVE.exec(inner) ?? [];
      if (type !== undefined) yield [`${type}/${id}`, at];
      else if (WITHIN_BUNDLE.test(inner)) yield [inner, at];
    } else yield* referencesIn(inner, at);
  }
}
