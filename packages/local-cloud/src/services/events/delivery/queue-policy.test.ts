import { describe, expect, it } from "vitest";
import { readSettings } from "../../sqs/queues/queue-settings.ts";
import { allowsEventBridge } from "./queue-policy.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
const RULE = "arn:aws:events:us-east-1:000000000000:rule/clinic/patients";
const ALLOW = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: QUEUE,
  Condition: { ArnEquals: { "aws:SourceArn": RULE } },
};
const DENY_PLAIN = {
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: QUEUE,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

function allowed(...statements: object[]): boolean {
  const settings = readSettings(JSON.stringify({ Policy: JSON.stringify({ Statement: statements }) }));
  return allowsEventBridge({ name: "work", arn: QUEUE, settings }, RULE, "000000000000");
}

describe("a queue lets EventBridge send", () => {
  it.each([
    ["for the rule named", ALLOW],
    [
      "for rules like the one named",
      { ...ALLOW, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/clinic/*" } } },
    ],
    ["for one of several rules", { ...ALLOW, Condition: { StringEquals: { "AWS:SourceArn": ["x", RULE] } } }],
    ["for every rule", { ...ALLOW, Condition: undefined }],
    ["for every sender and action", { Effect: "Allow", Principal: "*", Action: ["SQS:*"], Resource: "*" }],
    ["for rules of the account", { ...ALLOW, Condition: { StringEquals: { "aws:SourceAccount": "000000000000" } } }],
    ["unless it is another rule", { ...ALLOW, Condition: { ArnNotEquals: { "aws:SourceArn": `${RULE}2` } } }],
  ])("%s", (_, statement) => {
    expect(allowed(statement)).toBe(true);
    expect(allowed(statement, DENY_PLAIN)).toBe(true);
  });
});

describe("a queue does not let EventBridge send", () => {
  it.each([
    ["for another rule", { ...ALLOW, Condition: { ArnEquals: { "aws:SourceArn": `${RULE}2` } } }],
    ["when another service is named", { ...ALLOW, Principal: { Service: "sns.amazonaws.com" } }],
    ["when another action is named", { ...ALLOW, Action: "sqs:ReceiveMessage" }],
    ["when another queue is named", { ...ALLOW, Resource: `${QUEUE}2` }],
    [
      "on a condition that is not known",
      { ...ALLOW, Condition: { DateLessThan: { "aws:CurrentTime": "2020-01-01" } } },
    ],
    [
      "when a pattern is given where equality is asked",
      { ...ALLOW, Condition: { StringEquals: { "aws:SourceArn": "*" } } },
    ],
  ])("%s", (_, statement) => {
    expect(allowed(statement)).toBe(false);
  });

  it("when a statement denies it", () => {
    expect(allowed(ALLOW, { ...ALLOW, Effect: "Deny" })).toBe(false);
  });

  it("without a policy", () => {
    expect(allowsEventBridge({ name: "work", arn: QUEUE, settings: readSettings("{}") }, RULE, "0")).toBe(false);
  });
});
