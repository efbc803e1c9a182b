const NEWLINE = 0x0a;

/**
 * The lines of a byte stream as text, without their line ends (`\n` or `\r\n`) and without a byte order mark.
 * Lines may be of any length; a last line without a line end counts. Errors of the stream are thrown.
 */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let first = true;
  const text = () => {
    let line = Buffer.concat(parts).toString("utf8");
    parts = [];
    if (first && line.startsWith("\uFEFF")) line = line.slice(1);
    first = false;
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      yield text();
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield text();
}
