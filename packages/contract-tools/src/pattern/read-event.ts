import { PatternError } from "@tributary/event-pattern/pattern-error";
import { readPatternText } from "@tributary/event-pattern/read-pattern-text";
import { isObject } from "../source/json-pointer.ts";
import { placeAt } from "../source/text-place.ts";
import { UnusableText } from "./unusable-text.ts";

/** The event in a JSON text; `path` is what a message calls it. Throws `UnusableText`, which quotes nothing of the text. */
export function readEvent(path: string, text: string): object {
  const event = parsed(path, text);
  if (!isObject(event)) throw new UnusableText(path, { line: 1, column: 1 }, "an event is a JSON object");
  const listed = Object.keys(event).find(
    name => name === "$or" || (texts.has(name) && typeof event[name] !== "string"),
  );
  if (listed !== undefined) {
    const what = listed === "$or" ? "no event has $or" : `the ${listed} of an event is a text`;
    throw new UnusableText(path, placeAt(text, text.indexOf(JSON.stringify(listed))), `${what}: is this a pattern?`);
  }
  if (!("source" in event || "detail-type" in event)) {
    const what = "an event has a source and a detail-type: is this a pattern, or a detail without its envelope?";
    throw new UnusableText(path, { line: 1, column: 1 }, what);
  }
  return event;
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const texts = new Set(["version", "id", "detail-type", "source", "account", "time", "region"]);

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // What the engine says quotes the text around the place.
    if (error instanceof SyntaxError) throw new UnusableText(path, placeAt(text, brokenAt(text)), "it is not JSON");
    throw error;
  }
}

function brokenAt(text: string): number {
  try {
    readPatternText(text);
    return 0;
  } catch (error) {
    return error instanceof PatternError ? (error.offset ?? 0) : 0;
  }
}
