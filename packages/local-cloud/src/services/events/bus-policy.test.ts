import { expect, it } from "vitest";
import { letsServicePut } from "./bus-policy.ts";

const account = "000000000000";
const service = "healthlake.amazonaws.com";
const allow = { Effect: "Allow", Principal: { Service: service }, Action: "events:PutEvents" };

it.each([
  ["names it", [allow]],
  ["names it among others", [{ ...allow, Principal: { Service: ["events.amazonaws.com", service] } }]],
  ["is for everybody", [{ ...allow, Principal: "*" }]],
  ["allows all actions", [{ ...allow, Action: ["events:PutRule", "events:*"] }]],
  ["is for its account", [{ ...allow, Condition: { StringEquals: { "aws:SourceAccount": [account] } } }]],
  ["denies another", [allow, { ...allow, Effect: "Deny", Principal: { Service: "s3.amazonaws.com" } }]],
])("a service may put events where a statement %s", (_what, statements) => {
  expect(letsServicePut(statements, service, account)).toBe(true);
});

it.each([
  ["there is none", []],
  ["it names another service", [{ ...allow, Principal: { Service: "s3.amazonaws.com" } }]],
  ["it names an account", [{ ...allow, Principal: { AWS: service } }]],
  ["it allows another action", [{ ...allow, Action: "events:PutRule" }]],
  ["it is for another account", [{ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } }]],
  ["another denies it", [allow, { ...allow, Effect: "Deny" }]],
])("a service may not put events where, of statements, %s", (_what, statements) => {
  expect(letsServicePut(statements, service, account)).toBe(false);
});
