import { describe, expect, it } from "vitest";
import { deployKey } from "../../../authorization/keys-fixture.ts";
import { readSettings } from "../../sqs/queues/queue-settings.ts";
import { openEvents } from "../events-fixture.ts";
import { refusesEventBridge } from "./refuses-eventbridge.ts";

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

function refusal(attributes: object, key?: object): string | undefined {
  const { context } = openEvents().cloud;
  if (key) deployKey(context, "k", { policy: policyOf(key) });
  const settings = readSettings(JSON.stringify(attributes));
  return refusesEventBridge(context, { name: "work", arn: QUEUE, settings }, RULE);
}

const policyOf = (...statements: object[]): string => JSON.stringify({ Statement: statements });
const allowed = (...statements: object[]): boolean => refusal({ Policy: policyOf(...statements) }) === undefined;

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
    expect(refusal({})).toMatch("The queue's policy does not allow");
  });
});

describe("a queue under a customer's key lets EventBridge send", () => {
  const queue = { Policy: policyOf(ALLOW), KmsMasterKeyId: "k" };
  const use = {
    ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Resource: "*" },
    Action: ["kms:GenerateDataKey", "kms:Decrypt"],
  };

  it.each([
    ["by the key's policy", use],
    ["for its rules", { ...use, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:us-east-1:*:rule/*" } } }],
    ["for this queue", { ...use, Condition: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": QUEUE } } }],
  ])("%s", (_, statement) => {
    expect(refusal(queue, statement)).toBeUndefined();
  });

  it.each([
    ["does not decrypt", { ...use, Action: "kms:GenerateDataKey" }],
    ["lets the account's own policies decide", { ...use, Principal: { AWS: "arn:aws:iam::000000000000:root" } }],
    ["is for another queue", { ...use, Condition: { StringEquals: { "kms:EncryptionContext:aws:sqs:arn": "other" } } }],
  ])("but not where the key's policy %s", (_, statement) => {
    expect(refusal(queue, statement)).toMatch("its policy does not allow");
  });

  it("where the key is one of AWS, whose policy lets every service", () => {
    expect(refusal({ ...queue, KmsMasterKeyId: "alias/aws/sqs" })).toBeUndefined();
  });
});
