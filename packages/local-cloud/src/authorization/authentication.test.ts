import { afterEach, describe, expect, it } from "vitest";
import type { Cloud } from "../cloud.ts";
import { virtualClock } from "../kernel/clock.ts";
import type { WireRequest } from "../kernel/wire.ts";
import { createLocalCloud } from "../local-cloud.ts";
import type { SignatureRefusal } from "./authentication.ts";
import type { Denial, IamMode } from "./authorizer.ts";
import { explainSignature } from "./explain-signature.ts";
import { signed, type Unsigned } from "./signature/sign-fixture.ts";

const policyOf = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const RoleArn = "arn:aws:iam::000000000000:role/lister";
const lister = {
  ...{ id: "lister", type: "aws:iam/role:Role", name: "Lister", dependsOn: [] },
  inputs: {
    name: "lister",
    assumeRolePolicy: policyOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "000000000000" } }),
    inlinePolicies: [
      { name: "own", policy: policyOf({ Effect: "Allow", Action: "dynamodb:ListTables", Resource: "*" }) },
    ],
  },
  outputs: { arn: RoleArn },
};
const place = { region: "us-east-1", account: "000000000000" };
const graph = { app: "demo", stage: "test", ...place, links: {}, resources: [lister] };

let cloud: Cloud;
const refusals: SignatureRefusal[] = [];
const denials: Denial[] = [];
afterEach(() => cloud.stop());

function boot(mode: IamMode) {
  refusals.length = 0;
  denials.length = 0;
  const clock = virtualClock();
  cloud = createLocalCloud({
    ...{ graph, clock, functions: {} },
    iam: {
      mode,
      onSignature: refusal => refusals.push(refusal),
      onDenial: denial => denials.push(denial),
    },
  });
  const send = async (request: WireRequest) => {
    const { status, body } = await cloud.handle(request);
    return `${status} ${Buffer.from(body)}`;
  };
  const at = clock.now();
  const sendSigned = async (unsigned: Unsigned, accessKeyId = "test", secretAccessKey = accessKeyId) =>
    send(await signed(unsigned, { at, by: { accessKeyId, secretAccessKey } }));
  return { send, sendSigned, at };
}

const list: Unsigned = {
  service: "dynamodb",
  headers: { "x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0" },
  body: "{}",
};
const identity: Unsigned = {
  service: "sts",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const sqs = (operation: string, input: object): Unsigned => ({
  service: "sqs",
  headers: { "x-amz-target": `AmazonSQS.${operation}`, "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify(input),
});

/** As anyone sends it. */
const unsigned = ({ method = "POST", path = "/", query = {}, headers = {}, body = "" }: Unsigned): WireRequest => ({
  ...{ method, path, query: new URLSearchParams(query), headers: { host: "localhost", ...headers } },
  ...{ body: Buffer.from(body), isFromNetwork: true },
});

describe("keys", () => {
  it("are an administrator's when the secret is the access key id, and else nobody's", async () => {
    const { sendSigned } = boot("enforce");
    for (const key of ["test", "local", "anything"]) expect(await sendSigned(list, key)).toBe('200 {"TableNames":[]}');
    expect(await sendSigned(identity, "me")).toContain("<Arn>arn:aws:iam::000000000000:user/me</Arn>");
    expect(await sendSigned(list, "AKIAREAL", "secret")).toMatch(/^400 .*#UnrecognizedClientException/);
    expect(await sendSigned(list, "test", "wrong")).toMatch(/^400 .*#InvalidSignatureException/);
  });

  it("are those of a role that AssumeRole has given, with their secret and their token", async () => {
    const { send, sendSigned, at } = boot("enforce");
    const assume = new URLSearchParams({ Action: "AssumeRole", Version: "2011-06-15", RoleArn, RoleSessionName: "me" });
    const answer = await sendSigned({ ...identity, body: String(assume) });
    const read = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(answer)?.[1] ?? "";
    const by = { accessKeyId: read("AccessKeyId"), secretAccessKey: read("SecretAccessKey") };
    const whole = { ...by, sessionToken: read("SessionToken") };
    expect(await send(await signed(list, { at, by: whole }))).toBe('200 {"TableNames":[]}');
    expect(await send(await signed(list, { at, by }))).toMatch(/^400 .*#UnrecognizedClientException/);
    const forged = { ...whole, secretAccessKey: "other" };
    expect(await send(await signed(list, { at, by: forged }))).toMatch(/^400 .*#InvalidSignatureException/);
  });

  it.each([
    ["in the process", "enforce", false],
    ["where nothing is looked at", "off", true],
  ] as const)("are not looked at %s", async (_where, mode, isFromNetwork) => {
    const { send, at } = boot(mode);
    const request = await signed(list, { at, by: { accessKeyId: "AKIAREAL", secretAccessKey: "secret" } });
    expect(await send({ ...request, isFromNetwork })).toMatch(/^200/);
    expect(refusals).toEqual([]);
  });
});

it("reports what AWS would refuse once, and runs it, where it only warns", async () => {
  const { send, sendSigned } = boot("warn");
  for (let time = 0; time < 2; time++) {
    expect(await sendSigned(list, "AKIAREAL", "secret")).toMatch(/^200/);
    expect(await send(unsigned(list))).toMatch(/^200/);
  }
  expect(refusals.map(explainSignature)).toEqual([
    "AWS refuses a request signed with AKIAREAL to dynamodb: UnrecognizedClientException: The security token included in the request is invalid. Set AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test, or use keys that `aws sts assume-role` gives, and a clock that is right.",
    "AWS refuses an unsigned request to dynamodb: MissingAuthenticationTokenException: Request is missing Authentication Token. Set AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test, or use keys that `aws sts assume-role` gives, and a clock that is right.",
  ]);
});

it("tells the time by which a client may mend its clock", async () => {
  const { at } = boot("enforce");
  const late = await signed(list, { at: at - 600_000 });
  expect(await cloud.handle(late)).toMatchObject({ status: 400, headers: { date: "Thu, 01 Jan 2026 00:00:00 GMT" } });
});

describe("a request without a signature", () => {
  it.each([
    [
      "dynamodb",
      list,
      /^400 .*"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"/,
    ],
    ["lambda", { service: "lambda", method: "GET", path: "/2015-03-31/functions" }, /^403 .*Request is missing/],
    ["sts", identity, /^403 .*<Code>MissingAuthenticationToken<\/Code>/s],
    [
      "healthlake",
      { service: "healthlake", method: "GET", path: `/datastore/${"a".repeat(32)}/r4/Patient/a` },
      /^403 .*Request is missing Authentication Token/,
    ],
  ] as const)("is refused by %s", async (_service, request, answer) => {
    expect(await boot("enforce").send(unsigned(request))).toMatch(answer);
    expect(refusals).toHaveLength(1);
  });

  it("may use a queue that its policy opens to everyone, and no more of it than that", async () => {
    const { send, sendSigned } = boot("enforce");
    await sendSigned(sqs("CreateQueue", { QueueName: "open" }));
    const QueueUrl = "http://localhost/000000000000/open";
    const message = sqs("SendMessage", { QueueUrl, MessageBody: "hello" });
    expect(await send(unsigned(message))).toMatch(
      /^400 .*AccessDeniedException.*User: anonymous is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:open because no resource-based policy allows/,
    );
    const Policy = policyOf({ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" });
    await sendSigned(sqs("SetQueueAttributes", { QueueUrl, Attributes: { Policy } }));
    expect(await send(unsigned(message))).toMatch(/^200 .*MessageId/);
    expect(await send(unsigned(sqs("ReceiveMessage", { QueueUrl })))).toMatch(/^400 .*AccessDeniedException/);
    expect(denials.map(({ role, action }) => `${role} ${action}`)).toEqual([
      "anonymous sqs:SendMessage",
      "anonymous sqs:ReceiveMessage",
    ]);
  });

  it.each([
    ["AWSAccessKeyId", "test"],
    ["X-Amz-Credential", "test/20260101/us-east-1/s3/aws4_request"],
  ])("is nobody's, whatever key its %s names", async (name, key) => {
    const { send, sendSigned } = boot("enforce");
    const queue = "http://localhost/000000000000/closed";
    await sendSigned(sqs("CreateQueue", { QueueName: "closed" }));
    await sendSigned({ service: "s3", method: "PUT", path: "/closed" });
    const named = (request: Unsigned): WireRequest => ({
      ...unsigned(request),
      query: new URLSearchParams({ [name]: key }),
    });
    expect(await send(named(list))).toMatch(/^400 /);
    expect(await send(named(sqs("ReceiveMessage", { QueueUrl: queue })))).toMatch(/^40[03] /);
    expect(await send(named({ service: "s3", method: "GET", path: "/closed" }))).toMatch(/^403 /);
  });

  it("may read a bucket that its policy opens, unless the bucket blocks public access", async () => {
    const { send, sendSigned } = boot("enforce");
    const s3 = (method: string, path: string, body = "", query = {}): Unsigned => ({
      ...{ service: "s3", method, path, body, query },
    });
    const read = () => send(unsigned(s3("GET", "/site/page")));
    await sendSigned(s3("PUT", "/site"));
    await sendSigned(s3("PUT", "/site/page", "hello"));
    expect(await read()).toMatch(/^403 .*<Code>AccessDenied<\/Code><Message>Access Denied</s);
    const objects = "arn:aws:s3:::site/*";
    const policy = policyOf({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: objects });
    await sendSigned(s3("PUT", "/site", policy, { policy: "" }));
    expect(await read()).toBe("200 hello");
    const block = "<RestrictPublicBuckets>true</RestrictPublicBuckets>";
    const body = `<PublicAccessBlockConfiguration>${block}</PublicAccessBlockConfiguration>`;
    await sendSigned(s3("PUT", "/site", body, { publicAccessBlock: "" }));
    expect(await read()).toMatch(/^403 /);
  });
});
