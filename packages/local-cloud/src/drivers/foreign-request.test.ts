import { expect, it } from "vitest";
import { foreignRequest, mayControl } from "./foreign-request.ts";

it.each([
  {},
  { host: "localhost:4566" },
  { host: "127.0.0.1:4566" },
  { host: "[::1]:4566" },
  { host: "quarantine.localhost:4566" },
  { host: "localhost:4566", origin: "http://localhost:5173", "sec-fetch-site": "same-site" },
  { host: "localhost:4566", "sec-fetch-site": "none" },
])("lets clients and pages of this machine through: %j", headers => {
  expect(foreignRequest(headers, true)).toBeUndefined();
});

it.each([
  { host: "evil.example:4566" },
  { host: "localhost.evil.example" },
  { host: "127.0.0.1.evil.example" },
  { host: "evil.example@localhost.example" },
  { host: "" },
  { host: "localhost:4566", origin: "https://evil.example" },
  { host: "localhost:4566", origin: "https://localhost.evil.example" },
  { host: "localhost:4566", origin: "null" },
  { host: "localhost:4566", "sec-fetch-site": "cross-site" },
])("refuses web pages from elsewhere and names that are not this machine's: %j", headers => {
  expect(foreignRequest(headers, true)).toBeDefined();
});

it("takes any name where the user had it listen to others, yet no page from elsewhere", () => {
  expect(foreignRequest({ host: "cloud:4566" }, false)).toBeUndefined();
  expect(foreignRequest({ host: "cloud:4566", origin: "https://evil.example" }, false)).toBeDefined();
});

it.each([
  ["PUT", "127.0.0.1", true],
  ["PUT", "::1", true],
  ["DELETE", "::ffff:127.0.0.1", true],
  ["PUT", "192.0.2.7", false],
  ["POST", "::ffff:192.0.2.7", false],
  ["DELETE", "fe80::1", false],
  ["PUT", undefined, false],
  ["GET", "192.0.2.7", true],
])("lets %s of %s change what is deployed: %s", (method, address, expected) => {
  expect(mayControl(method, address)).toBe(expected);
});
