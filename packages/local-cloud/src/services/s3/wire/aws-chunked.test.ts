import fc from "fast-check";
import { expect, it } from "vitest";
import { payloadOf, readChunked } from "./aws-chunked.ts";

function write(chunks: readonly Uint8Array[], trailers: readonly (readonly [string, string])[]): Buffer {
  const framed = chunks.map(chunk => [`${chunk.length.toString(16)};chunk-signature=abc\r\n`, chunk, "\r\n"]);
  const lines = trailers.map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([...framed.flat(), "0\r\n", ...lines, "\r\n"].map(part => Buffer.from(part as Uint8Array)));
}

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 });
const trailers = fc.array(fc.tuple(fc.stringMatching(/^x-[a-z]{1,8}$/), fc.stringMatching(/^[\w+/=]{1,12}$/)), {
  maxLength: 2,
});

it("returns the payload and the trailers of any chunked body, with or without line breaks", () => {
  fc.assert(
    fc.property(chunks, trailers, (given, ends) => {
      const read = readChunked(write(given, ends));
      expect(Buffer.from(payloadOf(read))).toEqual(Buffer.concat(given));
      expect(read.trailers).toEqual(Object.fromEntries(ends));
    }),
  );
});

it("refuses a body that ends before its last chunk", () => {
  fc.assert(
    fc.property(chunks, fc.nat(), (given, cut) => {
      const whole = write(given, []);
      const end = whole.length - "0\r\n\r\n".length;
      expect(() => readChunked(whole.subarray(0, cut % (end + 1)))).toThrow("terminated unexpectedly");
    }),
  );
});
