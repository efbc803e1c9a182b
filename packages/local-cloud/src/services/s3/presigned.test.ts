import { CreateBucketCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { bucket, clientOf, cloudOn, endings, object } from "./s3-fixture.ts";

/** A cloud with a bucket, and a caller that has only a URL, signed by someone else. */
async function open() {
  const cloud = cloudOn("memory");
  endings.push(() => cloud.stop());
  const client = clientOf(cloud);
  await client.send(new CreateBucketCommand(bucket));
  const call = async (
    method: string,
    path: string,
    query: Record<string, string>,
    headers: Record<string, string> = {},
  ) => {
    const answer = await cloud.handle({
      method,
      path,
      query: new URLSearchParams(query),
      headers: { host: "127.0.0.1:4566", ...headers },
      body: Buffer.from("hello"),
    });
    return { ...answer, text: Buffer.from(answer.body).toString() };
  };
  return { client, call };
}

const signature = {
  "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
  "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
  "X-Amz-Credential": "test/20260101/us-east-1/s3/aws4_request",
  "X-Amz-Date": "20260101T000000Z",
  "X-Amz-Expires": "900",
  "X-Amz-SignedHeaders": "host",
  "X-Amz-Signature": "0",
};
const PATH = `/${bucket.Bucket}/${encodeURIComponent(object.Key)}`;

describe("a presigned URL", () => {
  it("carries metadata and settings in its query, as an SDK hoists them there", async () => {
    const { client, call } = await open();
    const hoisted = {
      "x-amz-meta-reason": "schema",
      "x-amz-server-side-encryption": "aws:kms",
      // Of the empty body that the SDK signed for: S3 ignores it.
      "x-amz-checksum-crc32": "AAAAAA==",
      "x-amz-sdk-checksum-algorithm": "CRC32",
    };
    const put = await call("PUT", PATH, { ...signature, ...hoisted }, { "content-type": "text/plain" });
    expect(put.status).toBe(200);
    const got = await client.send(new GetObjectCommand(object));
    expect(got).toMatchObject({
      Metadata: { reason: "schema" },
      ServerSideEncryption: "aws:kms",
      ContentType: "text/plain",
    });
    expect(await got.Body?.transformToString()).toBe("hello");
  });

  it.each([
    ["x-amz-acl", "public-read"],
    ["x-amz-tagging", "a=b"],
    ["X-Amz-Object-Lock-Mode", "GOVERNANCE"],
  ])("with %s is refused by name, as the header is", async (name, value) => {
    const { call } = await open();
    const inUrl = await call("PUT", PATH, { ...signature, [name]: value });
    const inHeader = await call("PUT", PATH, signature, { [name.toLowerCase()]: value });
    for (const { status, text } of [inUrl, inHeader]) {
      expect(status).toBe(501);
      expect(text).toContain(`<Header>${name.toLowerCase()}</Header>`);
    }
  });
});

it("refuses the upload of a browser's form by name, in S3's XML", async () => {
  const { call } = await open();
  const answer = await call("POST", `/${bucket.Bucket}`, {}, { "content-type": "multipart/form-data; boundary=x" });
  expect([answer.status, answer.headers["content-type"]]).toEqual([501, "application/xml"]);
  expect(answer.text).toMatch(/<Code>NotImplemented<\/Code><Message>[^<]*PostObject/);
});
