const NEWLINE = 0x0a;

/**
 * The lines of a byte stream, without their `\n`, still as bytes: whether they are text is for the caller to find.
 * Lines may be of any length; a last line without a line end counts. Errors of the stream are thrown.
 */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  const line = () => {
    const whole = Buffer.concat(parts);
    parts = [];
    return whole;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      yield line();
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield line();
}
