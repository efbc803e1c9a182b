import fc from "fast-check";
import { expect, test } from "vitest";
import { inRange, ipBytes, ipRange } from "./ip-address.ts";

const v4 = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
const v6 = fc.array(fc.nat(255), { minLength: 16, maxLength: 16 });

function spelled(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  return Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16)).join(
    ":",
  );
}

function bits(bytes: readonly number[]): string {
  return bytes.map(byte => byte.toString(2).padStart(8, "0")).join("");
}

test("reads back every address that is written in full", () => {
  const isMapped = (bytes: readonly number[]) => bits(bytes).startsWith("0".repeat(80) + "1".repeat(16));
  const address = fc.oneof(v4, v6).filter(bytes => bytes.length === 4 || !isMapped(bytes));
  fc.assert(
    fc.property(address, bytes => {
      expect(ipBytes(spelled(bytes))).toEqual(bytes);
    }),
  );
});

test("holds exactly the addresses that share the block's leading bits", () => {
  const pair = fc.oneof(fc.tuple(v4, v4), fc.tuple(v6, v6));
  fc.assert(
    fc.property(pair, fc.nat(128), fc.nat(16), ([block, other], mask, same) => {
      const maskBits = Math.min(mask, 8 * block.length);
      const near = [...block.slice(0, same), ...other.slice(same)];
      const shared = bits(block).slice(0, maskBits) === bits(near).slice(0, maskBits);
      return inRange(ipRange(block, maskBits), near) === shared;
    }),
  );
});

test("keeps the two families apart, except for a mapped address", () => {
  expect(inRange(ipRange([0, 0, 0, 0], 0), v6Of("::1"))).toBe(false);
  expect(ipBytes("::ffff:a00:1")).toEqual([10, 0, 0, 1]);
});

test.each([
  "",
  "10.0.0",
  "10.0.0.256",
  "1.2.3.4.5",
  "::1::",
  ":",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "12345::",
  "08:23",
  "g::1",
])("does not take %j for an address", text => {
  expect(ipBytes(text)).toBeUndefined();
});

function v6Of(text: string): number[] {
  return ipBytes(text) ?? [];
}
