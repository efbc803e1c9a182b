import { expect, it } from "vitest";
import { policyDocument } from "./policy-document.ts";

const statement = (given: object) => JSON.parse(policyDocument({ statements: [given] }).json).Statement[0];

it("writes one value as itself and several sorted", () => {
  expect(statement({ actions: ["s3:PutObject"], resources: ["b", "a"] })).toEqual({
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: ["a", "b"],
  });
});

it("groups conditions by test", () => {
  const conditions = [
    { test: "StringEquals", variable: "events:source", values: ["s"] },
    { test: "StringEquals", variable: "events:detail-type", values: ["b", "a"] },
  ];
  expect(statement({ actions: ["events:PutEvents"], conditions }).Condition).toEqual({
    StringEquals: { "events:source": "s", "events:detail-type": ["a", "b"] },
  });
});

it("writes every principal as a star, and a service by its type", () => {
  expect(statement({ principals: [{ type: "*", identifiers: ["*"] }] }).Principal).toBe("*");
  const service = [{ type: "Service", identifiers: ["events.amazonaws.com"] }];
  expect(statement({ principals: service }).Principal).toEqual({ Service: "events.amazonaws.com" });
});
