import { expect, it } from "vitest";
import { readAddress } from "./address.ts";

const cases: [host: string, path: string, bucket: string, key: string][] = [
  ["127.0.0.1:4566", "/", "", ""],
  ["127.0.0.1:4566", "/bucket", "bucket", ""],
  ["127.0.0.1:4566", "/bucket/", "bucket", ""],
  ["127.0.0.1:4566", "/bucket/a%2Fb/c%20d", "bucket", "a/b/c d"],
  ["localhost:4566", "/bucket/key", "bucket", "key"],
  ["[::1]:4566", "/bucket/key", "bucket", "key"],
  ["bucket.localhost:4566", "/key", "bucket", "key"],
  ["bucket.localhost", "/", "bucket", ""],
  ["s3.amazonaws.com", "/bucket/key", "bucket", "key"],
  ["s3.eu-west-1.amazonaws.com", "/bucket/key", "bucket", "key"],
  ["bucket.s3.amazonaws.com", "/key", "bucket", "key"],
  ["a.dotted.bucket.s3.eu-west-1.amazonaws.com", "/k/e/y", "a.dotted.bucket", "k/e/y"],
];

it.each(cases)("of %s%s is bucket '%s' and key '%s'", (host, path, bucket, key) => {
  const request = { method: "GET", path, query: new URLSearchParams(), headers: { host }, body: new Uint8Array() };
  expect(readAddress(request)).toEqual({ bucket, key });
});

it("that cannot be decoded is refused", () => {
  const request = { method: "GET", path: "/b/%zz", query: new URLSearchParams(), headers: {}, body: new Uint8Array() };
  expect(() => readAddress(request)).toThrow("Couldn't parse the specified URI.");
});
