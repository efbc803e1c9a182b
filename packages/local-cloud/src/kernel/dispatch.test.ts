import { expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import type { WireRequest } from "./wire.ts";

const cloud = createCloud({ services: [], storage: "memory", region: "us-east-1", account: "000000000000" });
const request: WireRequest = {
  method: "POST",
  path: "/",
  query: new URLSearchParams(),
  headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sns/aws4_request, Signature=x" },
  body: new Uint8Array(),
};

it("refuses a service that it does not have in JSON, naming service and operation", async () => {
  const headers = { ...request.headers, "x-amz-target": "Notifications.Publish" };
  const response = await cloud.handle({ ...request, headers });
  expect(response).toMatchObject({ status: 400, headers: { "x-amzn-errortype": "UnknownOperationException" } });
  expect(JSON.parse(String(response.body)).message).toContain("does not support sns Publish");
});

it("refuses it in XML where the caller speaks AWS Query", async () => {
  const headers = { ...request.headers, "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const response = await cloud.handle({ ...request, headers, body: Buffer.from("Action=List<Topics>&Version=1") });
  expect(String(response.body)).toMatch(
    /^<ErrorResponse><Error>.*<Code>InvalidAction<\/Code>.*sns List&#60;Topics&#62;/,
  );
});
