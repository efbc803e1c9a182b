import { Tokenizer, TokenParser } from "@streamparser/json";
import { NO_LIST, type OpenBundle, resourceOfEntry, resourcesIn } from "./bundle-entries.ts";
import { type InputRecord, LARGE, LARGE_BYTES, NOT_JSON, NOT_TEXT } from "./input-record.ts";
import { createSeen } from "./seen.ts";

/** What this reader takes and has found, from one chunk to the next. */
interface Reading {
  readonly bundle: OpenBundle;
  readonly found: InputRecord[];
  resourceType?: unknown;
  /** Bytes since the last entry. */
  barren: number;
}

/**
 * The resources of one Bundle too large to be held: entry by entry, in the order of the text. What stands before a place where the
 * text is broken is taken. Anything else that is so large is refused: no data store takes such a resource.
 */
export async function* readLargeBundle(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<InputRecord> {
  const bundle: OpenBundle = { at: { file, line: 1 }, fullUrls: createSeen() };
  const reading: Reading = { bundle, found: [], barren: 0 };
  const position = startPosition();
  const write = startParser(reading, position.token);
  const text = new TextDecoder("utf-8", { fatal: true });
  const bad = (reason: string, line = position.line()): InputRecord => ({ kind: "bad", reason, at: { file, line } });
  try {
    for await (const chunk of bytes) {
      position.chunk(chunk);
      reading.barren += chunk.length;
      const wrong =
        attempt(() => text.decode(chunk, { stream: true }), NOT_TEXT) ?? attempt(() => write(chunk), NOT_JSON);
      yield* reading.found.splice(0);
      if (wrong) return yield bad(wrong);
      if (reading.barren > LARGE_BYTES) return yield bad(`${LARGE} without an entry of a Bundle`);
    }
    const wrong = attempt(() => text.decode(), NOT_TEXT) ?? attempt(() => write(), NOT_JSON);
    if (wrong) yield bad(wrong);
    else if (reading.resourceType !== "Bundle") yield bad(`more than ${LARGE} and no Bundle`, 1);
  } finally {
    bundle.fullUrls.close();
  }
}

/** Why it failed: other errors than ours quote the input. */
function attempt(run: () => unknown, reason: string): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as Error).message === NO_LIST ? NO_LIST : reason;
  }
}

/** Takes chunks, and at last nothing; throws where the text is not JSON. */
function startParser(reading: Reading, onToken: (offset: number) => void): (chunk?: Uint8Array) => void {
  const tokenizer = new Tokenizer();
  const parser = new TokenParser({ paths: ["$.resourceType", "$.type", "$.entry.*"], keepStack: false });
  tokenizer.onToken = token => {
    onToken(token.offset);
    parser.write(token);
  };
  parser.onValue = ({ value, key, stack }) => {
    const { bundle, found } = reading;
    if (stack.length > 1) {
      reading.barren = 0;
      if (typeof key !== "number") throw new TypeError(NO_LIST);
      const entry = resourceOfEntry(bundle, value, key);
      if (entry?.kind === "candidate") found.push(...resourcesIn(entry.value, entry.at));
      else if (entry) found.push(entry);
    } else if (key === "type") bundle.type = value;
    else reading.resourceType = value;
  };
  return chunk => {
    if (chunk) return tokenizer.write(chunk);
    tokenizer.end();
    if (!parser.isEnded) parser.end(); // Throws when something is still open.
  };
}

/** Follows in which line the last token was that made sense. */
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
