import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { rewriteLinks } from "@tributary/fhir/rewrite-links";
import type { ReferenceMatch } from "@tributary/local-cloud/services/healthlake/reference-matcher";
import { readConditionalReference } from "@tributary/local-cloud/services/healthlake/search/conditional-reference";
import type { PlacedResource } from "../load/load-store.ts";
import { openScratch, type Row } from "../scratch.ts";

/** Options of a load with references by criteria. */
export interface ConditionalOptions {
  /** The current matches of a reference by criteria. */
  readonly match: (reference: string) => ReferenceMatch;
  /** Writes all of them. */
  readonly write: (resources: AsyncIterable<PlacedResource>) => Promise<void>;
  readonly stop: AbortSignal;
}

/** A cache of matches: the same few practitioners occur throughout an input. */
const MOST_KNOWN = 10_000;

const SCHEMA = `
CREATE TABLE waiting (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  resource TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  pointer TEXT
);
CREATE INDEX waiting_by_key ON waiting (key)`;

/**
 * Writes resources, making references by criteria (`Practitioner?identifier=…`) literal, whatever the order of the input: a
 * resource that does not resolve yet waits on disk until the others are written, and is written unchanged if it never does. The
 * versions of one resource keep their order.
 */
export async function writeResolved(
  resources: AsyncIterable<PlacedResource>,
  { match, write, stop }: ConditionalOptions,
): Promise<void> {
  const scratch = openScratch(SCHEMA);
  const resolve = resolver(match);
  const left = () => Number(scratch.get("SELECT COUNT(*) AS n FROM waiting")?.n);
  let waiting = 0;

  async function* first(): AsyncGenerator<PlacedResource> {
    for await (const placed of resources) {
      const { resource, at } = placed;
      const key = `${resource.resourceType}/${resource.id}`;
      const isBehind = waiting > 0 && scratch.get("SELECT 1 FROM waiting WHERE key = ? LIMIT 1", key) !== undefined;
      const resolved = resolve(resource);
      if (resolved.isWhole && !isBehind) yield { resource: resolved.resource, at };
      else {
        const sql = "INSERT INTO waiting (key, resource, file, line, pointer) VALUES (?, ?, ?, ?, ?)";
        scratch.run(sql, key, JSON.stringify(resource), at.file, at.line, at.pointer ?? null);
        waiting++;
      }
    }
  }

  /** The resources that resolve now; in the last round, all. */
  async function* again(isLast: boolean): AsyncGenerator<PlacedResource> {
    const next = (number: number) =>
      scratch.get("SELECT * FROM waiting WHERE number > ? ORDER BY number LIMIT 1", number);
    for (let row = next(0); row !== undefined && !stop.aborted; row = next(Number(row.number))) {
      const { key, number } = row;
      const before = scratch.get(
        "SELECT 1 FROM waiting WHERE key = ? AND number < ? LIMIT 1",
        key as string,
        number as number,
      );
      const { resource, isWhole } = resolve(parseFhirJson(String(row.resource)) as PlacedResource["resource"]);
      if (!isLast && (!isWhole || before !== undefined)) continue;
      scratch.run("DELETE FROM waiting WHERE number = ?", number as number);
      yield { resource, at: placeOf(row) };
    }
  }

  try {
    await write(first());
    for (let before = left(); before > 0 && !stop.aborted; ) {
      await write(again(false));
      const now = left();
      if (now === before) await write(again(true));
      before = now === before ? 0 : now;
    }
  } finally {
    scratch.close();
  }
}

/** A function that makes references by criteria literal if they match one resource. */
function resolver(match: ConditionalOptions["match"]) {
  const known = new Map<string, string>();
  const literalOf = (reference: string) => {
    const found = known.get(reference) ?? match(reference).literal;
    if (known.size >= MOST_KNOWN) known.clear();
    if (found !== undefined) known.set(reference, found);
    return found;
  };
  return (resource: PlacedResource["resource"]) => {
    let isWhole = true;
    const resolved = rewriteLinks(resource, (link, place) => {
      if (place !== "reference" || !readConditionalReference(link)) return link;
      const literal = literalOf(link);
      if (literal === undefined) isWhole = false;
      return literal ?? link;
    });
    return { resource: resolved, isWhole };
  };
}

function placeOf({ file, line, pointer }: Row): PlacedResource["at"] {
  return { file: String(file), line: Number(line), ...(typeof pointer === "string" && { pointer }) };
}
