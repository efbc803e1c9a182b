import { expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { stsService } from "./service.ts";

const cloud = createCloud({ services: [stsService], storage: "memory", region: "us-east-1", account: "000000000000" });

function ask(authorization: string | undefined, action = "GetCallerIdentity") {
  return cloud.handle({
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "content-type": "application/x-www-form-urlencoded", ...(authorization ? { authorization } : {}) },
    body: Buffer.from(`Action=${action}&Version=2011-06-15`),
  });
}

const signed = "AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/sts/aws4_request, Signature=none";

it("returns the signer and the account", async () => {
  const { status, body } = await ask(signed);
  expect([status, body]).toEqual([
    200,
    expect.stringContaining(
      "<GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/me</Arn><UserId>me</UserId><Account>000000000000</Account></GetCallerIdentityResult>",
    ),
  ]);
});

it("refuses who did not sign, and every other operation by name", async () => {
  const unsigned = await ask(undefined);
  expect([unsigned.status, unsigned.body]).toEqual([403, expect.stringContaining("<Code>MissingAuthenticationToken<")]);
  const other = await ask(signed, "GetSessionToken");
  expect([other.status, other.body]).toEqual([400, expect.stringMatching(/<Code>InvalidAction<.*STS GetSessionToken/)]);
  const unknown = await ask(signed, "GetSession");
  expect(unknown.body).toContain("<Message>Could not find operation GetSession for version 2011-06-15</Message>");
});
