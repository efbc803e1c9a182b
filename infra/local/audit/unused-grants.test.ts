import { expect, it } from "vitest";
import { unusedGrants } from "./unused-grants.ts";

it("names role, action and resources of each grant that was not used", () => {
  const grants = [{ role: "TimelineConsumerRole", action: "dynamodb:Scan", resources: ["arn:a", "arn:b"] }];
  expect(unusedGrants(grants)).toBe(
    "Granted, and not used in this run:\n  TimelineConsumerRole dynamodb:Scan on arn:a, arn:b\n",
  );
  expect(unusedGrants([])).toBe("This run used every grant.\n");
});
