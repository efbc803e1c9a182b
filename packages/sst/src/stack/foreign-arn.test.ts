import { expect, test } from "vitest";
import { foreignArn } from "./foreign-arn.ts";

const bus = "arn:aws:events:eu-west-1:111111111111:event-bus/orders";

test.each([
  ["another account", "222222222222", "eu-west-1"],
  ["another region", "111111111111", "us-east-1"],
])("names %s", (_what, account, region) => {
  expect(foreignArn(bus, { account, region })).toBe(
    `${bus} is in account 111111111111, region eu-west-1, and not in ${account}, ${region}`,
  );
});

test("accepts this account and region, and any in an offline evaluation", () => {
  expect(foreignArn(bus, { account: "111111111111", region: "eu-west-1" })).toBeUndefined();
  expect(foreignArn(bus, { account: "000000000000", region: "us-east-1" })).toBeUndefined();
});
