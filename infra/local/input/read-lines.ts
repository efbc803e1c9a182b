const NEWLINE = 0x0a;

/**
 * The lines of a byte stream without their `\n`, as bytes: the caller decodes them. Includes a last line without a line end. A
 * line of too many bytes is undefined and is not kept in memory. Throws errors of the stream.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer | undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const add = (part: Uint8Array) => {
    size += part.length;
    if (size > most) parts = [];
    else parts.push(part);
  };
  const line = () => {
    const whole = size > most ? undefined : Buffer.concat(parts);
    parts = [];
    size = 0;
    return whole;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      yield line();
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (size > 0) yield line();
}
