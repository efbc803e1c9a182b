import { expect, test } from "vitest";
import { callFailure, entryFailure } from "./put-failure.ts";

const sdkError = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error("may quote the event"), { name, $metadata: { httpStatusCode } });

test.each([
  ["throttling", sdkError("ThrottlingException", 400), "ThrottlingException", true],
  ["too many requests", sdkError("Whatever", 429), "UnknownError", true],
  ["a server error", sdkError("InternalException", 500), "InternalException", true],
  ["an unknown server error", sdkError("Odd", 503), "UnknownError", true],
  ["a broken connection", Object.assign(new Error("x"), { code: "ECONNRESET" }), "ECONNRESET", true],
  ["a timeout", Object.assign(new Error("x"), { name: "TimeoutError" }), "TimeoutError", true],
  ["missing permission", sdkError("AccessDeniedException", 400), "AccessDeniedException", false],
  ["a missing bus", sdkError("ResourceNotFoundException", 400), "ResourceNotFoundException", false],
  ["a defect of ours", new TypeError("x is not a function"), "TypeError", false],
  ["something thrown that is no error", "text", "UnknownError", false],
])("judges %s", (_, error, code, retryable) => {
  expect(callFailure(error)).toEqual({ code, retryable });
});

test("judges entries by their code", () => {
  expect(["InternalFailure", "ThrottlingException", "MalformedDetail"].map(entryFailure)).toMatchObject([
    { retryable: true },
    { retryable: true },
    { retryable: false },
  ]);
});
