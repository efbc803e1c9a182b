import { Tokenizer, TokenParser } from "@streamparser/json";
import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { closeBundle, NO_LIST, nameEntry, openBundle, resourceOfEntry, resourcesIn } from "./bundle-entries.ts";
import { type InputRecord, LARGE, LARGE_BYTES, NOT_JSON, NOT_TEXT } from "./input-record.ts";

/** Receives the parts of a Bundle as they are read. */
interface Hearer {
  entry(entry: unknown, index: number): void;
  type?(type: unknown): void;
}

/** The reason and line at which reading ended; undefined if the whole text was a Bundle. */
type End = { readonly reason: string; readonly line: number } | undefined;

/**
 * The resources of a Bundle too large for memory, entry by entry in the order of the text, which is read once before to resolve
 * its references. Entries before broken text are returned. Rejects anything else of that size: no data store accepts such a
 * resource.
 */
export async function* readLargeBundle(
  file: string,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<InputRecord> {
  const bundle = openBundle({ file, line: 1 });
  const found: Iterable<InputRecord>[] = [];
  try {
    await nameEntries(open(), entry => nameEntry(bundle, entry));
    const reading = readEntries(open(), {
      type: type => (bundle.type = type),
      entry(entry, index) {
        const taken = resourceOfEntry(bundle, entry, index);
        if (taken?.kind === "candidate") found.push(resourcesIn(taken.value, taken.at));
        else if (taken) found.push([taken]);
      },
    });
    for await (const end of reading) {
      for (const each of found.splice(0)) yield* each;
      if (end) yield { kind: "bad", reason: end.reason, at: { file, line: end.line } };
    }
  } finally {
    closeBundle(bundle);
  }
}

/** As far as they can be read: the second reading stops at the same place and reports it. */
async function nameEntries(bytes: AsyncIterable<Uint8Array>, entry: Hearer["entry"]): Promise<void> {
  try {
    for await (const _ of readEntries(bytes, { entry }));
  } catch {
    // The second reading throws this again.
  }
}

/** Reads chunk by chunk and yields after each; finally returns the reason if it ended early. */
async function* readEntries(bytes: AsyncIterable<Uint8Array>, hearer: Hearer): AsyncGenerator<End> {
  const position = startPosition();
  let barren = 0; // Counts bytes since the last entry.
  let resourceType: unknown;
  const write = startParser(position.token, {
    type: type => hearer.type?.(type),
    resourceType: type => (resourceType = type),
    entry(entry, index) {
      barren = 0;
      hearer.entry(entry, index);
    },
  });
  const text = new TextDecoder("utf-8", { fatal: true });
  const end = (reason: string, line = position.line()) => ({ reason, line });
  for await (const chunk of bytes) {
    position.chunk(chunk);
    barren += chunk.length;
    const wrong =
      attempt(() => text.decode(chunk, { stream: true }), NOT_TEXT) ?? attempt(() => write(chunk), NOT_JSON);
    if (wrong) return yield end(wrong);
    if (barren > LARGE_BYTES) return yield end(`${LARGE} without an entry of a Bundle`);
    yield undefined;
  }
  const wrong = attempt(() => text.decode(), NOT_TEXT) ?? attempt(() => write(), NOT_JSON);
  if (wrong) yield end(wrong);
  else yield resourceType === "Bundle" ? undefined : end(`more than ${LARGE} and no Bundle`, 1);
}

/** The reason of a failure; errors of others quote the input. */
function attempt(run: () => unknown, reason: string): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as Error).message === NO_LIST ? NO_LIST : reason;
  }
}

/** Keeps the digits of numbers, like reading a text whole. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    return parseFhirJson(text) as number;
  }
}

/** Accepts chunks, then undefined; throws if the text is not JSON. */
function startParser(
  onToken: (offset: number) => void,
  hearer: Required<Hearer> & { resourceType(type: unknown): void },
): (chunk?: Uint8Array) => void {
  const tokenizer = new ExactTokenizer();
  const parser = new TokenParser({ paths: ["$.resourceType", "$.type", "$.entry.*"], keepStack: false });
  tokenizer.onToken = token => {
    onToken(token.offset);
    parser.write(token);
  };
  parser.onValue = ({ value, key, stack }) => {
    if (stack.length === 1) hearer[key === "type" ? "type" : "resourceType"](value);
    else if (typeof key === "number") hearer.entry(value, key);
    else throw new TypeError(NO_LIST);
  };
  return chunk => {
    if (chunk) return tokenizer.write(chunk);
    tokenizer.end();
    if (!parser.isEnded) parser.end(); // Throws if something is still open.
  };
}

/** Tracks the line of the last valid token. */
function startPosition() {
  let [start, end, linesBefore, lastToken] = [0, 0, 0, 0];
  let current: Uint8Array = new Uint8Array();
  const newlines = (bytes: Uint8Array) => {
    let count = 0;
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
    return count;
  };
  return {
    chunk(bytes: Uint8Array) {
      linesBefore += newlines(current);
      [start, end, current] = [end, end + bytes.length, bytes];
    },
    token: (offset: number) => (lastToken = offset),
    line: () => 1 + linesBefore + newlines(current.subarray(0, Math.max(0, lastToken - start))),
  };
}
