import { expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import type { PolicyKind } from "./policy.ts";
import { PolicyError } from "./policy-error.ts";

const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
const whole = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });

function faults(document: unknown, kind: PolicyKind = "identity"): string[] {
  try {
    parsePolicy(typeof document === "string" ? document : JSON.stringify(document), { name: "orders", kind });
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split("\n");
    throw error;
  }
}

test.each<[string, unknown, string[], PolicyKind?]>([
  ["text that is no JSON", "{", ["orders: the policy is not valid JSON."]],
  ["a list", [], ["orders: a policy is a JSON object."]],
  ["no statement", { Version: "2012-10-17" }, ["orders#/Statement: a policy needs a statement."]],
  [
    "another version, and an element that there is none",
    { Version: "2020-01-01", Statements: [], Statement: [] },
    ["orders#/Statements: a policy has no such element.", "orders#/Version: it must be 2012-10-17 or 2008-10-17."],
  ],
  ["a text for a statement", whole("Allow"), ["orders#/Statement/0: a statement is a JSON object."]],
  [
    "a lone statement without a list, and its faults all at once",
    { Statement: { Effect: "allow", Action: "SendMessage", Resource: "orders", Resources: "*" } },
    [
      "orders#/Statement/Resources: a statement has no such element.",
      "orders#/Statement/Effect: it must be Allow or Deny.",
      "orders#/Statement/Action: an action is `*`, or a service and a name: sqs:Send*.",
      "orders#/Statement/Resource: a resource is `*` or an ARN: arn:aws:sqs:….",
    ],
  ],
  [
    "an element and its negation",
    whole({ ...statement, NotAction: "sqs:PurgeQueue" }),
    ["orders#/Statement/0/NotAction: a statement has Action or NotAction, not both."],
  ],
  [
    "no action and no resource",
    whole({ Effect: "Allow" }),
    [
      "orders#/Statement/0: a statement needs Action or NotAction.",
      "orders#/Statement/0: a statement needs Resource or NotResource.",
    ],
  ],
  [
    "a principal of an identity",
    whole({ ...statement, Principal: "*" }),
    ["orders#/Statement/0/Principal: the policy of an identity names no principal: it is the identity."],
  ],
  [
    "no principal of a resource",
    whole(statement),
    ["orders#/Statement/0: a statement of a resource's policy needs a Principal."],
    "resource",
  ],
  [
    "principals that AWS does not know",
    whole({ ...statement, Principal: { AWS: ["arn:aws:iam::000000000000:role/*", "me"], User: "me" } }),
    [
      "orders#/Statement/0/Principal/User: there is no such kind of principal.",
      "orders#/Statement/0/Principal/AWS/0: it is `*`, an account, or an ARN without wildcards.",
      "orders#/Statement/0/Principal/AWS/1: it is `*`, an account, or an ARN without wildcards.",
    ],
    "resource",
  ],
  [
    "all principals but one, allowed",
    whole({ ...statement, NotPrincipal: { AWS: "000000000000" } }),
    ["orders#/Statement/0/NotPrincipal: it may only be used with the effect Deny."],
    "resource",
  ],
  [
    "a resource of a trust",
    whole({ ...statement, Principal: "*" }),
    ["orders#/Statement/0: a trust policy has no Resource: it is about its role."],
    "trust",
  ],
  [
    "operators that there are none, and values that are no text",
    whole({
      ...statement,
      Condition: {
        StringIs: { a: "b" },
        NullIfExists: { a: "true" },
        Bool: "true",
        StringLike: { "aws:a/b": ["x", null] },
      },
    }),
    [
      "orders#/Statement/0/Condition/StringIs: there is no such operator.",
      "orders#/Statement/0/Condition/NullIfExists: there is no such operator.",
      "orders#/Statement/0/Condition/Bool: it is an object: key, values.",
      "orders#/Statement/0/Condition/StringLike/aws:a~1b/1: it must be a string.",
    ],
  ],
  [
    "a Sid twice, and one that an identity cannot have",
    whole({ ...statement, Sid: "A" }, { ...statement, Sid: "A" }, { ...statement, Sid: "a-b" }),
    [
      "orders#/Statement/2/Sid: in the policy of an identity it has letters and digits alone.",
      "orders#/Statement/1/Sid: another statement has the same Sid.",
    ],
  ],
])("refuses %s", (_what, document, expected, kind) => {
  expect(faults(document, kind)).toEqual(expected);
});

test.each<[string, unknown, PolicyKind?]>([
  ["one statement, without a list and a version", { Id: "x", Statement: statement }],
  [
    "numbers and truth values in conditions",
    whole({ ...statement, Condition: { Bool: { a: true }, NumericEquals: { b: 1 } } }),
  ],
  [
    "every prefix and suffix of an operator",
    whole({ ...statement, Condition: { "ForAnyValue:StringNotLikeIfExists": { a: "b" } } }),
  ],
  ["a Sid with spaces on a resource", whole({ ...statement, Principal: "*", Sid: "for all" }), "resource"],
  [
    "a trust",
    whole({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),
    "trust",
  ],
])("reads %s", (_what, document, kind) => {
  expect(faults(document, kind)).toEqual([]);
});
