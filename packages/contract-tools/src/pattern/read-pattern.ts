import type { CompiledPattern } from "@tributary/event-pattern/compile";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { parseSourceFile, type SourceFile } from "../source/source-file.ts";
import { placeAt } from "../source/text-place.ts";
import { hasMoreThan, LONGEST_PATTERN, lengthOf, PATTERN_QUOTA } from "./pattern-length.ts";
import { UnusableText } from "./unusable-text.ts";

/** A pattern, and where each of its parts stands. */
export interface PatternFile {
  readonly source: SourceFile;
  readonly pattern: CompiledPattern;
}

/**
 * The pattern in a JSON text; `path` is what findings call it. Throws `UnusableText`, with the service's own words, for a text
 * that is not JSON and for a pattern that EventBridge would refuse.
 */
export function readPattern(path: string, text: string): PatternFile {
  if (hasMoreThan(text, LONGEST_PATTERN)) {
    const said = `the pattern has ${lengthOf(text)} characters, and EventBridge takes ${LONGEST_PATTERN} at most (${PATTERN_QUOTA})`;
    throw new UnusableText(path, { line: 1, column: 1 }, said);
  }
  // Whatever the file is called, it is JSON.
  const source = () => ({ ...parseSourceFile(`${path}.json`, text), path });
  try {
    const pattern = parsePattern(text);
    return { source: source(), pattern };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { offset, pointer, message } = error;
    const place = offset === undefined ? source().at(pointer) : placeAt(text, offset);
    throw new UnusableText(path, place, message, { cause: error });
  }
}
