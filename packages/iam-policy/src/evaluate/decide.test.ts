import { describe, expect, test } from "vitest";
import { parsePolicy } from "../parse/parse-policy.ts";
import type { AccessRequest, Principal, RequestContext } from "./access-request.ts";
import { decide, type PoliciesInForce } from "./decide.ts";
import { denialText } from "./denial-text.ts";

const account = "000000000000";
const other = "111111111111";
const writer = { kind: "role", account, arn: `arn:aws:iam::${account}:role/Writer` } as const;
const session: Principal = { ...writer, session: `arn:aws:sts::${account}:assumed-role/Writer/now` };
const ada: Principal = { kind: "user", account, arn: `arn:aws:iam::${account}:user/ada` };
const events: Principal = { kind: "service", name: "events.amazonaws.com" };
const queue = `arn:aws:sqs:us-east-1:${account}:orders`;

type Asked = Partial<AccessRequest>;
const request = (asked: Asked = {}): AccessRequest => ({
  ...{ principal: session, action: "sqs:SendMessage", resource: queue, account, context: {} },
  ...asked,
});
const policy = (kind: "identity" | "resource" | "trust", ...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), { name: kind, kind });
const allow = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
const verdict = (asked: Asked, policies: Partial<PoliciesInForce>) =>
  decide(request(asked), { identity: [], ...policies }).verdict;

describe("examples of the IAM User Guide", () => {
  const bucket = "arn:aws:s3:::amzn-s3-demo-bucket";
  const examples: [string, string, object, Asked, boolean][] = [
    [
      "an action with a wildcard",
      "reference_policies_elements_action",
      { Action: "iam:*AccessKey*", Resource: `arn:aws:iam::${account}:user/*` },
      { action: "iam:DeleteAccessKey", resource: `arn:aws:iam::${account}:user/ada` },
      true,
    ],
    [
      "an action in other case",
      "reference_policies_elements_action",
      { Action: "IAM:listaccesskeys", Resource: "*" },
      { action: "iam:ListAccessKeys", resource: "*" },
      true,
    ],
    [
      "all of S3 but one action",
      "reference_policies_elements_notaction",
      { NotAction: "s3:DeleteBucket", Resource: "arn:aws:s3:::*" },
      { action: "s3:DeleteBucket", resource: bucket },
      false,
    ],
    [
      "an asterisk within a segment, across slashes",
      "reference_policies_elements_resource",
      { Action: "s3:GetObject", Resource: `${bucket}/*/test/*` },
      { action: "s3:GetObject", resource: `${bucket}/1/2/test/3/object.jpg` },
      true,
    ],
    [
      "an asterisk with nothing on one side",
      "reference_policies_elements_resource",
      { Action: "s3:GetObject", Resource: `${bucket}/*/test/*` },
      { action: "s3:GetObject", resource: `${bucket}/test/object.jpg` },
      false,
    ],
    [
      "an incomplete ARN in the policy of an identity",
      "reference_policies_elements_resource",
      { Action: "sqs:*", Resource: "arn:aws:sqs" },
      {},
      true,
    ],
    [
      "a segment of another account",
      "reference_policies_elements_resource",
      { Action: "sqs:*", Resource: `arn:aws:sqs:*:${other}:*` },
      {},
      false,
    ],
    [
      "a user's own folder",
      "reference_policies_variables",
      { Action: "s3:GetObject", Resource: `${bucket}/\${aws:username}/*` },
      { action: "s3:GetObject", resource: `${bucket}/ada/a.txt`, context: { "aws:username": "ada" } },
      true,
    ],
    [
      "a variable whose value has an asterisk in it",
      "reference_policies_variables",
      { Action: "s3:GetObject", Resource: `${bucket}/\${aws:username}` },
      { action: "s3:GetObject", resource: `${bucket}/ada`, context: { "aws:username": "*" } },
      false,
    ],
    [
      "a variable in a name without a slash",
      "reference_policies_variables",
      { Action: "sqs:*", Resource: `arn:aws:sqs:*:*:\${aws:PrincipalTag/queue}` },
      { context: { "aws:principaltag/queue": "orders" } },
      true,
    ],
    [
      "a variable with a default",
      "reference_policies_variables",
      { Action: "s3:GetObject", Resource: `${bucket}/\${aws:PrincipalTag/team, 'company-wide'}/*` },
      { action: "s3:GetObject", resource: `${bucket}/company-wide/a.txt` },
      true,
    ],
    [
      "a variable of several values",
      "reference_policies_variables",
      { Action: "sqs:*", Resource: `arn:aws:sqs:*:*:\${aws:TagKeys}` },
      { context: { "aws:tagkeys": ["orders"] } },
      false,
    ],
    [
      "a character that is written as a variable",
      "reference_policies_variables",
      { Action: "s3:GetObject", Resource: `${bucket}/\${$}\${*}\${?}` },
      { action: "s3:GetObject", resource: `${bucket}/$*?` },
      true,
    ],
    [
      "a department in spite of its case",
      "reference_policies_elements_condition_operators",
      { Condition: { StringEqualsIgnoreCase: { "aws:PrincipalTag/job": "IAMuser-Admin" } } },
      { context: { "aws:principaltag/job": "iamuser-admin" } },
      true,
    ],
    [
      "at most ten keys",
      "reference_policies_elements_condition_operators",
      { Condition: { NumericLessThanEquals: { "s3:max-keys": "10" } } },
      { context: { "s3:max-keys": "11" } },
      false,
    ],
    [
      "a token of before a date",
      "reference_policies_elements_condition_operators",
      { Condition: { DateGreaterThan: { "aws:TokenIssueTime": "2020-01-01T00:00:01Z" } } },
      { context: { "aws:tokenissuetime": "1577836801" } },
      false,
    ],
    [
      "a date in seconds since 1970",
      "reference_policies_elements_condition_operators",
      { Condition: { DateEquals: { "aws:EpochTime": "1577836801" } } },
      { context: { "aws:epochtime": "2020-01-01T00:00:01Z" } },
      true,
    ],
    [
      "bytes in base64",
      "reference_policies_elements_condition_operators",
      { Condition: { BinaryEquals: { "s3:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } } },
      { context: { "s3:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } },
      true,
    ],
    [
      "an address in a block",
      "reference_policies_elements_condition_operators",
      { Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:DB8:1234:5678::/64"] } } },
      { context: { "aws:sourceip": "2001:db8:1234:5678::1" } },
      true,
    ],
    [
      "every address",
      "reference_policies_elements_condition_operators",
      { Condition: { NotIpAddress: { "aws:SourceIp": "0.0.0.0/0" } } },
      { context: { "aws:sourceip": "203.0.113.1" } },
      false,
    ],
    [
      "an ARN, each segment for itself",
      "reference_policies_elements_condition_operators",
      { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:000000000000:*" } } },
      { context: { "aws:sourcearn": "arn:aws:sns:us-east-1:x:000000000000:topic" } },
      false,
    ],
    [
      "a key that must not be there",
      "reference_policies_elements_condition_operators",
      { Condition: { Null: { "aws:TokenIssueTime": "true" } } },
      { context: { "aws:tokenissuetime": "1577836801" } },
      false,
    ],
    [
      "a key that may be missing",
      "reference_policies_elements_condition_operators",
      { Condition: { StringLikeIfExists: { "ec2:InstanceType": ["t1.*", "m3.*"] } } },
      {},
      true,
    ],
    [
      "a missing key under a positive operator",
      "reference_policies_elements_condition_operators",
      { Condition: { StringEquals: { "aws:PrincipalTag/job": "x" } } },
      {},
      false,
    ],
    [
      "a missing key under a negated operator",
      "reference_policies_elements_condition_operators",
      { Condition: { StringNotEquals: { "aws:PrincipalTag/job": "x" } } },
      {},
      true,
    ],
    [
      "attributes of which one is not listed",
      "reference_policies_condition-single-vs-multi-valued-context-keys",
      { Condition: { "ForAllValues:StringEquals": { "dynamodb:Attributes": ["ID", "Message", "Tags"] } } },
      { context: { "dynamodb:attributes": ["ID", "Message", "UserName"] } },
      false,
    ],
    [
      "no attributes at all",
      "reference_policies_condition-single-vs-multi-valued-context-keys",
      { Condition: { "ForAllValues:StringEquals": { "dynamodb:Attributes": ["ID"] } } },
      {},
      true,
    ],
    [
      "one of the attributes",
      "reference_policies_condition-single-vs-multi-valued-context-keys",
      { Condition: { "ForAnyValue:StringLike": { "dynamodb:Attributes": ["Post*"] } } },
      { context: { "dynamodb:attributes": ["ID", "PostDateTime"] } },
      true,
    ],
    [
      "several values without a set operator",
      "reference_policies_condition-single-vs-multi-valued-context-keys",
      { Condition: { StringEquals: { "dynamodb:Attributes": ["ID"] } } },
      { context: { "dynamodb:attributes": ["ID"] } },
      false,
    ],
    [
      "the events of one sender",
      "eb-use-conditions",
      { Condition: { StringEquals: { "events:source": "a", "events:detail-type": ["B.v1", "C.v1"] } } },
      { context: { "events:source": "a", "events:detail-type": "D.v1" } },
      false,
    ],
  ];

  test.each(examples)("%s (%s)", (_what, _page, statement, asked, isAllowed) => {
    const context: RequestContext = asked.context ?? {};
    const given = policy("identity", { Effect: "Allow", Action: "*", ...dropAction(statement), ...statement });
    expect(verdict({ ...asked, context }, { identity: [given] })).toBe(isAllowed ? "allowed" : "implicit deny");
  });

  /** What an example leaves out: any action, any resource. */
  function dropAction(statement: object): object {
    const isAbout = (element: string) => element in statement || `Not${element}` in statement;
    return { ...(isAbout("Action") && { Action: undefined }), ...(isAbout("Resource") ? {} : { Resource: "*" }) };
  }

  test("variables are plain text in a document of the older version", () => {
    const text = JSON.stringify({ Statement: { ...allow, Resource: `arn:aws:sqs:*:*:\${aws:PrincipalTag/queue}` } });
    const older = parsePolicy(text, { name: "older", kind: "identity" });
    expect(verdict({ context: { "aws:principaltag/queue": "orders" } }, { identity: [older] })).toBe("implicit deny");
  });
});

describe("who decides", () => {
  const toRole = policy("resource", { ...allow, Principal: { AWS: writer.arn } });
  const toAccount = policy("resource", { ...allow, Principal: { AWS: account } });
  const toService = policy("resource", { ...allow, Principal: { Service: "events.amazonaws.com" } });
  const own = policy("identity", allow);
  const nothing = policy("identity", { ...allow, Action: "sqs:PurgeQueue" });

  test.each<[string, Asked, Partial<PoliciesInForce>, string]>([
    ["the identity's policy is enough in its account", {}, { identity: [own] }, "allowed"],
    ["the resource's policy is enough where it names the role", {}, { resource: toRole }, "allowed"],
    ["naming the account leaves it to the identity's policies", {}, { resource: toAccount }, "implicit deny"],
    ["across accounts one is not enough", { account: other }, { resource: toRole }, "implicit deny"],
    ["across accounts both are", { account: other }, { identity: [own], resource: toAccount }, "allowed"],
    ["a boundary limits the role", {}, { resource: toRole, boundary: nothing }, "implicit deny"],
    ["a session policy limits the session", {}, { identity: [own], session: [nothing] }, "implicit deny"],
    ["a key's policy must allow too", {}, { identity: [own], isResourceStrict: true }, "implicit deny"],
    [
      "a key's policy leaves it to the account's policies",
      {},
      { identity: [own], resource: toAccount, isResourceStrict: true },
      "allowed",
    ],
    ["a service has the resource's policy alone", { principal: events }, { resource: toService }, "allowed"],
    ["… which must name it", { principal: events }, { identity: [own], resource: toRole }, "implicit deny"],
    [
      "nobody gets in where the policy is not for all",
      { principal: { kind: "anonymous" } },
      { resource: toRole },
      "implicit deny",
    ],
    [
      "anybody gets in where it is",
      { principal: { kind: "anonymous" } },
      { resource: policy("resource", { ...allow, Principal: "*" }) },
      "allowed",
    ],
    [
      "the root user needs no policy",
      { principal: { kind: "root", account, arn: `arn:aws:iam::${account}:root` } },
      {},
      "allowed",
    ],
    [
      "a deny wins over everything",
      {},
      { identity: [own, policy("identity", { ...allow, Effect: "Deny" })], resource: toRole },
      "explicit deny",
    ],
    [
      "NotPrincipal spares whom it lists with the account",
      { principal: ada },
      {
        identity: [own],
        resource: policy("resource", { ...allow, Effect: "Deny", NotPrincipal: { AWS: [ada.arn, account] } }),
      },
      "allowed",
    ],
    [
      "NotPrincipal spares nobody whose account is not listed",
      { principal: ada },
      { identity: [own], resource: policy("resource", { ...allow, Effect: "Deny", NotPrincipal: { AWS: ada.arn } }) },
      "explicit deny",
    ],
    [
      "what a session gets by name, no session policy limits",
      {},
      { resource: policy("resource", { ...allow, Principal: { AWS: session.session } }), session: [nothing] },
      "allowed",
    ],
    [
      "the trust of a role names no resource",
      { action: "sts:AssumeRole", resource: writer.arn, principal: ada },
      {
        resource: policy("trust", { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: ada.arn } }),
        isResourceStrict: true,
      },
      "allowed",
    ],
  ])("%s", (_what, asked, policies, expected) => {
    expect(verdict(asked, policies)).toBe(expected);
  });

  test("names every statement that decided, and AWS's text of a denial", () => {
    const named = policy("identity", { ...allow, Sid: "First", Action: "sqs:PurgeQueue" }, { ...allow, Sid: "Second" });
    expect(decide(request(), { identity: [named], boundary: own })).toEqual({
      verdict: "allowed",
      by: [
        { role: "identity", policy: "identity", index: 1, sid: "Second" },
        { role: "boundary", policy: "identity", index: 0 },
      ],
    });
    const text = (policies: PoliciesInForce) => denialText(request(), decide(request(), policies));
    const who = `User: ${session.session} is not authorized to perform: sqs:SendMessage on resource: ${queue}`;
    expect(text({ identity: [nothing] })).toBe(
      `${who} because no identity-based policy allows the sqs:SendMessage action`,
    );
    expect(text({ identity: [own], boundary: nothing })).toBe(
      `${who} because no permissions boundary allows the sqs:SendMessage action`,
    );
    const denying = policy("resource", { ...allow, Effect: "Deny", Principal: "*" });
    expect(text({ identity: [own], resource: denying })).toBe(
      `${who} with an explicit deny in a resource-based policy`,
    );
    expect(text({ identity: [own] })).toBeUndefined();
  });
});
