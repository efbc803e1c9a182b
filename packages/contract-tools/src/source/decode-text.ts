import { isUtf8 } from "node:buffer";
import type { TextPlace } from "./text-place.ts";

/** The text that bytes spell in UTF-8, or the place where they stop doing so. */
export function decodeText(bytes: Buffer): string | TextPlace {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  let start = 0;
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    const here = bytes.subarray(start, end);
    if (!isUtf8(here) || feed < 0) return { line, column: columnOf(here) };
    start = end + 1;
  }
}

/** The first character that was put in place of bytes, not one that was there. */
function columnOf(line: Buffer): number {
  const text = line.toString("utf8");
  let bytes = 0;
  let from = 0;
  for (;;) {
    const at = text.indexOf("\uFFFD", from);
    if (at < 0) return text.length + 1;
    bytes += Buffer.byteLength(text.slice(from, at));
    if (line.toString("latin1", bytes, bytes + 3) !== "\xEF\xBF\xBD") return at + 1;
    bytes += 3;
    from = at + 1;
  }
}
