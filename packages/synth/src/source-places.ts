import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, resolve } from "node:path";

/** A place in a file, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Leads from a place in the bundled program to its source; other places stay. The map beside the bundle is read only then:
 * Node.js's own source maps double the time of an evaluation, because Pulumi takes a stack for every promise.
 */
export function sourcePlaces(bundle: string): (place: Place) => Place {
  let map: SourceMap | undefined;
  let payload: SourceMapPayload | undefined;
  return place => {
    if (place.file !== bundle) return place;
    payload ??= JSON.parse(readFileSync(`${bundle}.map`, "utf8")) as SourceMapPayload;
    map ??= new SourceMap(payload);
    const entry = map.findEntry(place.line - 1, place.column - 1);
    if (!("originalSource" in entry)) return place;
    const file = resolve(dirname(bundle), entry.originalSource);
    const bundled = payload.sourcesContent?.[payload.sources.indexOf(entry.originalSource)];
    return {
      file,
      line: entry.originalLine + 1 - linesBefore(file, bundled),
      column: entry.originalColumn + 1,
    };
  };
}

/** How many lines stood before the text of a file when it was bundled: sst puts imports there. */
function linesBefore(file: string, bundled: string | null | undefined): number {
  if (!bundled || !existsSync(file)) return 0;
  const text = readFileSync(file, "utf8");
  return bundled.endsWith(text) ? bundled.slice(0, bundled.length - text.length).split("\n").length - 1 : 0;
}
