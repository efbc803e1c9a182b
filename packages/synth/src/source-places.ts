import { readFileSync } from "node:fs";
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
  return place => {
    if (place.file !== bundle) return place;
    map ??= new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, "utf8")) as SourceMapPayload);
    const entry = map.findEntry(place.line - 1, place.column - 1);
    if (!("originalSource" in entry)) return place;
    return {
      file: resolve(dirname(bundle), entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  };
}
