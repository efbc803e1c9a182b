import { expect, it } from "vitest";
import { letsService } from "./lets-service.ts";

const account = "000000000000";
const service = "healthlake.amazonaws.com";
const resource = `arn:aws:events:us-east-1:${account}:event-bus/notices`;
const source = `arn:aws:healthlake:us-east-1:${account}:datastore/fhir/d`;
const allow = { Effect: "Allow", Principal: { Service: service }, Action: "events:PutEvents", Resource: resource };
const lets = (statements: readonly object[]) =>
  letsService(JSON.stringify({ Statement: statements }), {
    service,
    action: "events:PutEvents",
    resource,
    source,
    account,
  });

it.each([
  ["names it", [allow]],
  ["names it among others", [{ ...allow, Principal: { Service: ["events.amazonaws.com", service] } }]],
  ["is for everybody", [{ ...allow, Principal: "*" }]],
  ["allows all actions", [{ ...allow, Action: ["events:PutRule", "events:*"] }]],
  ["is for its data store", [{ ...allow, Condition: { ArnLike: { "aws:SourceArn": source.replace(/d$/, "*") } } }]],
  ["is for its account", [{ ...allow, Condition: { StringEquals: { "aws:SourceAccount": [account] } } }]],
  ["denies another", [allow, { ...allow, Effect: "Deny", Principal: { Service: "s3.amazonaws.com" } }]],
])("a service may put events where a statement %s", (_what, statements) => {
  expect(lets(statements)).toBe(true);
});

it.each([
  ["there is none", []],
  ["it names another service", [{ ...allow, Principal: { Service: "s3.amazonaws.com" } }]],
  ["it names an account", [{ ...allow, Principal: { AWS: service } }]],
  ["it allows another action", [{ ...allow, Action: "events:PutRule" }]],
  ["it is for another account", [{ ...allow, Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } }]],
  ["it is for another data store", [{ ...allow, Condition: { ArnEquals: { "aws:SourceArn": `${source}2` } } }]],
  ["it is of another bus", [{ ...allow, Resource: `${resource}2` }]],
  ["another denies it", [allow, { ...allow, Effect: "Deny" }]],
])("a service may not put events where, of statements, %s", (_what, statements) => {
  expect(lets(statements)).toBe(false);
});
