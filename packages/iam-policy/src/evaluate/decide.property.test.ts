import { runSimulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePolicy } from "../parse/parse-policy.ts";
import type { PolicyKind } from "../parse/policy.ts";
import type { Principal, RequestContext } from "./access-request.ts";
import { decide } from "./decide.ts";

/** The same cases every time, so that only a change to what is tested can fail; to hunt: PROOF_SEED=$RANDOM PROOF_RUNS=20000 */
const RUNS = { numRuns: Number(process.env.PROOF_RUNS ?? 400), seed: Number(process.env.PROOF_SEED ?? 1) };

const [HERE, THERE] = ["000000000000", "111111111111"];
const roleArn = `arn:aws:iam::${HERE}:role/Writer`;
const session = `arn:aws:sts::${HERE}:assumed-role/Writer/now`;
const userArn = `arn:aws:iam::${HERE}:user/ada`;
const root = `arn:aws:iam::${HERE}:root`;

const principal = fc.constantFrom<Principal>(
  { kind: "role", account: HERE, arn: roleArn, session },
  { kind: "user", account: HERE, arn: userArn },
  { kind: "service", name: "events.amazonaws.com" },
);
/** Actions with a resource of their service; that of a key is strict about the key's policy. */
const asked = fc
  .tuple(
    fc.constantFrom(
      ["sqs:SendMessage", "sqs:us-east-1:ACCOUNT:orders"],
      ["sqs:ReceiveMessage", "sqs:us-east-1:ACCOUNT:order.s-2"],
      ["dynamodb:GetItem", "dynamodb:us-east-1:ACCOUNT:table/orders"],
      ["dynamodb:Query", "dynamodb:us-east-1:ACCOUNT:table/orders/index/by-day"],
      ["events:PutEvents", "events:us-east-1:ACCOUNT:event-bus/clinic"],
      ["kms:Decrypt", "kms:us-east-1:ACCOUNT:key/11111111-2222-3333-4444-555555555555"],
    ),
    fc.constantFrom(HERE, HERE, THERE),
  )
  .map(([[action, resource], account]) => ({
    action: action!,
    resource: `arn:aws:${resource!.replace("ACCOUNT", account)}`,
    account,
  }));

const action = fc.constantFrom(
  "*",
  "sqs:*",
  "sqs:Send*",
  "SQS:sendmessage",
  "sqs:???dMessage",
  "dynamodb:*Item",
  "events:PutEvents",
  "kms:Dec*",
  "dynamodb:Q*y",
  "events:*",
);
const resource = fc.constantFrom(
  "*",
  `arn:aws:sqs:us-*-1:${HERE}:orders`,
  "arn:aws:sqs:*:*:order*",
  `arn:aws:sqs:us-east-1:${HERE}:order?s-2`,
  `arn:aws:dynamodb:us-east-1:${HERE}:table/orders`,
  `arn:aws:dynamodb:us-east-1:${HERE}:table/*/index/*`,
  `arn:aws:events:us-east-1:*:event-bus/\${*}`,
  "arn:aws:*:*:*:*",
  "arn:aws:kms:us-east-1:*:key/*",
);
/** Under `NotResource`, AWS does not say what comes of these. The oracle fills no variable in an ARN without a slash. */
const resourceOnly = fc.constantFrom(
  ...["arn:aws:sqs", "arn:aws:sqs:us-east-1:*", "arn:aws:sqs:*:order*"],
  `arn:aws:dynamodb:us-east-1:*:table/\${aws:PrincipalTag/team}`,
  `arn:aws:dynamodb:us-east-1:*:table/\${aws:PrincipalTag/team, 'orders'}`,
);

const texts = fc.constantFrom(
  "orders",
  "Orders",
  "ord*",
  "*r?ers",
  "a",
  "b",
  `\${aws:PrincipalTag/team}`,
  `\${aws:PrincipalTag/none, 'a'}`,
  `\${aws:PrincipalTag/none}`,
);
const several = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }));
const maybe = (name: string) => fc.constantFrom(name, name, `${name}IfExists`);
const keyed = (operators: readonly string[], key: string, value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(fc.constantFrom(...operators).chain(maybe), several(value))
    .map(([name, values]) => ({ [name]: { [key]: values } }));
/** Of a missing key, AWS's pages say both of `ForAnyValue:…IfExists`: the oracle denies it, `decide` lets it hold. */
const condition = fc.oneof(
  keyed(
    [
      "StringEquals",
      "StringNotEquals",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "StringLike",
      "StringNotLike",
    ],
    "aws:PrincipalTag/team",
    texts,
  ),
  fc
    .tuple(
      fc.constantFrom("ForAnyValue:", "ForAllValues:"),
      fc.constantFrom("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"),
      fc.constantFrom("", "", "IfExists"),
      several(texts),
    )
    .map(([set, name, suffix, values]) => ({
      [`${set}${name}${set === "ForAllValues:" ? suffix : ""}`]: { "aws:TagKeys": values },
    })),
  keyed(
    [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
    "aws:MultiFactorAuthAge",
    fc.constantFrom("5", "6", "7.5", "-1"),
  ),
  keyed(
    ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
    "aws:CurrentTime",
    fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01", "2025-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
  ),
  keyed(["Bool"], "aws:SecureTransport", fc.constantFrom("true", "false", true, false)),
  keyed(
    ["IpAddress", "NotIpAddress"],
    "aws:SourceIp",
    fc.constantFrom("10.0.0.0/8", "10.1.2.3", "10.1.2.3/32", "192.168.0.0/16"),
  ),
  keyed(
    ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    "aws:SourceArn",
    fc.constantFrom(
      "arn:aws:events:us-east-1:000000000000:rule/clinic/a",
      "arn:aws:events:*:*:rule/clinic/*",
      "arn:aws:events:us-east-1:000000000000:rule/?",
      `arn:aws:events:us-east-1:000000000000:rule/\${aws:PrincipalTag/none, 'b'}`,
      "arn:aws:s3:::bucket",
    ),
  ),
  fc
    .tuple(
      fc.constantFrom("aws:PrincipalTag/team", "aws:TagKeys", "aws:PrincipalTag/none"),
      several(fc.constantFrom("true", "false")),
    )
    .map(([key, value]) => ({ Null: { [key]: value } })),
);
const conditions = fc.array(condition, { maxLength: 2 }).map(all => Object.assign({}, ...all) as object);

/** An element, or seldom its negation. */
const element = (name: string, values: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(name, name, name, `Not${name}`), several(values)).map(([key, value]) => ({ [key]: value }));
const parts = fc.tuple(
  fc.constantFrom({ Effect: "Allow" }, { Effect: "Allow" }, { Effect: "Deny" }),
  element("Action", action),
  fc.oneof(
    { weight: 5, arbitrary: element("Resource", resource) },
    resourceOnly.map(Resource => ({ Resource })),
  ),
  conditions.map(all => (Object.keys(all).length === 0 ? {} : { Condition: all })),
);
const identityStatement = parts.map(all => Object.assign({}, ...all) as object);
const named = fc.oneof(
  fc.constant("*"),
  several(fc.constantFrom("*", HERE, root, roleArn, session, userArn, THERE, `arn:aws:iam::${THERE}:role/Writer`)).map(
    AWS => ({ AWS }),
  ),
  several(fc.constantFrom("events.amazonaws.com", "lambda.amazonaws.com")).map(Service => ({ Service })),
);
const resourceStatement = fc.tuple(parts, named, fc.nat(9)).map(([all, who, draw]) => {
  const statement = Object.assign({}, ...all) as { Effect: string };
  // AWS says of a partial list only that it may deny: whole ones alone are compared.
  const excepted = { AWS: [root, roleArn, session, userArn] };
  return statement.Effect === "Deny" && draw === 0
    ? { ...statement, NotPrincipal: excepted }
    : { ...statement, Principal: who };
});
/** The oracle fills variables in older versions too, which have none. */
const document = (statement: fc.Arbitrary<object>) =>
  fc.array(statement, { minLength: 1, maxLength: 3 }).map(Statement => ({ Version: "2012-10-17", Statement }));

const context = fc
  .record(
    {
      "aws:PrincipalTag/team": fc.constantFrom("orders", "Orders", "a", "or*"),
      "aws:TagKeys": fc.array(fc.constantFrom("orders", "a", "b", "Orders"), { minLength: 1, maxLength: 3 }),
      "aws:MultiFactorAuthAge": fc.constantFrom("5", "6", "8"),
      "aws:CurrentTime": fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z"),
      "aws:SecureTransport": fc.constantFrom("true", "false"),
      "aws:SourceIp": fc.constantFrom("10.1.2.3", "10.1.2.4", "192.168.1.1"),
      "aws:SourceArn": fc.constantFrom(
        "arn:aws:events:us-east-1:000000000000:rule/clinic/a",
        "arn:aws:events:us-east-1:000000000000:rule/b",
        "arn:aws:s3:::bucket",
      ),
    },
    { requiredKeys: [] },
  )
  .map(all => Object.fromEntries(Object.entries(all)) as RequestContext);

const situation = fc.record({
  ...{ principal, asked, context },
  identity: fc.array(document(identityStatement), { maxLength: 2 }),
  resource: fc.option(document(resourceStatement), { nil: undefined }),
  boundary: fc.option(document(identityStatement), { nil: undefined, freq: 3 }),
});

const verdicts = { Allowed: "allowed", ExplicitlyDenied: "explicit deny", ImplicitlyDenied: "implicit deny" } as const;

test(
  "decides as an independent implementation of AWS's documentation does",
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(situation, async given => {
        const { principal: who, asked: what, boundary, resource: own } = given;
        const isService = who.kind === "service";
        const identity = isService ? [] : given.identity;
        // A key without a policy does not exist in AWS.
        fc.pre(own !== undefined || !what.action.startsWith("kms:"));
        const limit = isService ? undefined : boundary;
        const result = await runSimulation(
          {
            request: {
              principal: who.kind === "service" ? who.name : who.kind === "role" ? who.session : userArn,
              action: what.action,
              resource: { resource: what.resource, accountId: what.account },
              contextVariables: Object.fromEntries(
                Object.entries(given.context).map(([key, value]) => [
                  key,
                  typeof value === "string" ? value : [...value],
                ]),
              ),
            },
            identityPolicies: identity.map((policy, index) => ({ name: String(index), policy })),
            serviceControlPolicies: [],
            resourceControlPolicies: [],
            resourcePolicy: own,
            ...(limit ? { permissionBoundaryPolicies: [{ name: "limit", policy: limit }] } : {}),
          },
          {},
        );
        if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
        const read = (policy: object, kind: PolicyKind) => parsePolicy(JSON.stringify(policy), { name: "p", kind });
        const decision = decide(
          {
            ...{ principal: who, ...what },
            context: Object.fromEntries(
              Object.entries(given.context).map(([key, value]) => [key.toLowerCase(), value]),
            ),
          },
          {
            identity: identity.map(policy => read(policy, "identity")),
            ...(own ? { resource: read(own, "resource") } : {}),
            ...(limit ? { boundary: read(limit, "identity") } : {}),
            isResourceStrict: what.action.startsWith("kms:"),
          },
        );
        seen.set(decision.verdict, (seen.get(decision.verdict) ?? 0) + 1);
        expect(decision.verdict).toBe(verdicts[result.overallResult]);
      }),
      RUNS,
    );
    for (const verdict of Object.values(verdicts)) expect(seen.get(verdict)).toBeGreaterThan(RUNS.numRuns / 20);
  },
  60_000 + RUNS.numRuns * 20,
);
