import { mismatches } from "@tributary/event-pattern/mismatches";
import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { PatternFile } from "./read-pattern.ts";

/**
 * Why an event does not match a pattern, at the conditions that it fails of the alternative it is nearest to; nothing when it
 * matches. No value of the event is told.
 */
export const testPattern = ({ source, pattern }: PatternFile, event: unknown): Diagnostic[] =>
  mismatches(pattern, event)
    .map(({ pointer, message }) => finding("pattern-mismatch", source, pointer, message))
    .sort((a, b) => a.line - b.line || a.column - b.column);
