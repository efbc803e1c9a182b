import * as s3 from "@aws-sdk/client-s3";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { serviceTable } from "../../models/service-table.ts";
import { clientValue } from "../../protocols/client-values-fixture.ts";
import { bucket, clientOf, cloudOn, endings, object } from "./s3-fixture.ts";
import { s3Service } from "./service.ts";

async function open() {
  const cloud = cloudOn("memory");
  endings.push(() => cloud.stop());
  const client = clientOf(cloud);
  await client.send(new CreateBucketCommand(bucket));
  const call = async (method: string, target: string, body = "", headers: Record<string, string> = {}) => {
    const [path = "", query = ""] = target.split("?");
    const answer = await cloud.handle({
      ...{ method, path, query: new URLSearchParams(query), body: Buffer.from(body) },
      headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request", ...headers },
    });
    const text = Buffer.from(answer.body).toString();
    return { status: answer.status, code: /<Code>(\w+)<\/Code>/.exec(text)?.[1], text };
  };
  return { client, call };
}

const AT = `/${bucket.Bucket}`;
const rule = (content: string) =>
  `<LifecycleConfiguration><Rule>${content}<Filter/><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>`;

describe("a request", () => {
  it.each([
    ["is no XML", "POST", "?delete", "<Delete>"],
    ["has elements in place of a text", "POST", "?delete", "<Delete><Object><Key><A/></Key></Object></Delete>"],
    ["has a text in place of elements", "POST", "?delete", "<Delete><Object>a</Object></Delete>"],
    ["has an element twice", "POST", "?delete", "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>"],
    ["lacks a required element", "POST", "?delete", "<Delete><Object><VersionId>a</VersionId></Object></Delete>"],
    ["lacks the list that it is about", "POST", "?delete", "<Delete><Quiet>true</Quiet></Delete>"],
    [
      "has no truth value where one belongs",
      "POST",
      "?delete",
      "<Delete><Quiet>perhaps</Quiet><Object><Key>a</Key></Object></Delete>",
    ],
    ["lacks a rule's status", "PUT", "?lifecycle", rule("<ID>a</ID>")],
    ["has another word", "PUT", "?lifecycle", rule("<ID>a</ID><Status>On</Status>")],
    [
      "has no number where one belongs",
      "PUT",
      "?lifecycle",
      rule("<Status>Enabled</Status>").replace("<Days>1", "<Days>one"),
    ],
    ["has two roots", "PUT", "?versioning", "<A/><B/>"],
  ])("is refused when its document %s", async (_what, method, query, body) => {
    const { call } = await open();
    expect(await call(method, `${AT}${query}`, body)).toMatchObject({ status: 400, code: "MalformedXML" });
  });

  it.each([
    ["GET", "?list-type=2&max-keys=many", {}, "Provided max-keys not an integer"],
    ["PUT", "/a", { "x-amz-server-side-encryption-bucket-key-enabled": "perhaps" }, "not a boolean"],
    ["GET", "?list-type=2&encoding-type=gzip", {}, "<ArgumentName>encoding-type</ArgumentName>"],
    ["PUT", "/a?uploadId=1", {}, "<ArgumentName>partNumber</ArgumentName>"],
    [
      "PUT",
      "/a",
      { "x-amz-copy-source": "a/b", "x-amz-metadata-directive": "KEEP" },
      "<ArgumentValue>KEEP</ArgumentValue>",
    ],
  ])("is refused when a header or parameter is not of the model (%s %s)", async (method, target, headers, says) => {
    const { call } = await open();
    const answer = await call(method, `${AT}${target}`, "", headers as unknown as Record<string, string>);
    expect(answer).toMatchObject({ status: 400, code: "InvalidArgument" });
    expect(answer.text).toContain(says);
  });

  it("is read without what the model does not have", async () => {
    const { client, call } = await open();
    const unknown = '<Unknown at="1"><Deep/></Unknown>';
    const body = rule(`<ID>a</ID><Status>Enabled</Status>${unknown}`);
    expect(await call("PUT", `${AT}?lifecycle&unknown=1`, body, { "x-amz-unknown": "1" })).toMatchObject({
      status: 200,
    });
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand(bucket));
    expect(Rules).toEqual([{ ID: "a", Status: "Enabled", Filter: {}, Expiration: { Days: 1 } }]);
  });

  it("ignores a condition whose date is none (RFC 9110, 13.1.3)", async () => {
    const { client, call } = await open();
    await client.send(new PutObjectCommand({ ...bucket, Key: "a", Body: "b" }));
    expect(await call("GET", `${AT}/a`, "", { "if-modified-since": "yesterday" })).toMatchObject({
      status: 200,
      text: "b",
    });
  });

  it("is refused by name for a member, or an operation, that the local cloud does not support", async () => {
    const { client } = await open();
    const Delete = { Objects: [{ Key: "a", ETag: '"b"' }] };
    await expect(client.send(new DeleteObjectsCommand({ ...bucket, Delete }))).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("ETag"),
    });
    await expect(
      client.send(
        new PutObjectCommand({
          ...object,
          Body: "a",
          ServerSideEncryption: "aws:kms",
          SSEKMSEncryptionContext: "e30=",
        }),
      ),
    ).rejects.toMatchObject({ name: "NotImplemented", Header: "x-amz-server-side-encryption-context" });
    const CopySource = `${bucket.Bucket}/a`;
    await client.send(new PutObjectCommand({ ...bucket, Key: "a", Body: "b" }));
    await expect(
      client.send(new CopyObjectCommand({ ...object, CopySource, ACL: "public-read" })),
    ).rejects.toMatchObject({ name: "NotImplemented", Header: "x-amz-acl" });
    await expect(
      client.send(new CopyObjectCommand({ ...object, CopySource, StorageClass: "GLACIER" })),
    ).rejects.toMatchObject({ name: "NotImplemented" });
    // False says what there is.
    await client.send(new CreateBucketCommand({ Bucket: "unlocked", ObjectLockEnabledForBucket: false }));
    await expect(client.send(new PutBucketAclCommand({ ...bucket, ACL: "private" }))).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("S3 PutBucketAcl"),
    });
  });
});

const structure = (name: string) => ({ kind: "structure", name }) as const;

it.each(Object.entries(serviceTable("s3").operations).map(([operation, [input]]) => ({ operation, input })))(
  "$operation answers any request of its model, and never by a defect",
  async ({ operation, input }) => {
    const defects: unknown[] = [];
    const cloud = createCloud({
      services: [s3Service],
      storage: "memory",
      region: "us-east-1",
      account: "000000000000",
      onDefect: defect => defects.push(defect),
    });
    endings.push(() => cloud.stop());
    const client = clientOf(cloud, { requestChecksumCalculation: "WHEN_REQUIRED" });
    await client.send(new CreateBucketCommand(bucket));
    const Command = (s3 as unknown as Record<string, new (input: object) => PutObjectCommand>)[`${operation}Command`];
    if (!Command) throw new Error(`The client has no ${operation}.`);
    const table = serviceTable("s3");
    // The client digests keys and makes sums of what it sends by itself, and refuses what is none.
    const without = ["Bucket", "ChecksumAlgorithm", "SSECustomerKey", "CopySourceSSECustomerKey", "ContentLength"];
    await fc.assert(
      fc.asyncProperty(clientValue(table, structure(input), without), async value => {
        const answer = await client.send(new Command({ ...bucket, ...(value as object) })).then(
          ({ $metadata }) => $metadata.httpStatusCode,
          ({ $metadata }) => $metadata?.httpStatusCode,
        );
        expect(defects).toEqual([]);
        expect(answer === 501 || (answer ?? 0) < 500).toBe(true);
        expect(answer).toBeGreaterThanOrEqual(200);
      }),
      { numRuns: 5 },
    );
  },
);

it("lists buckets in pages, by prefix and region", async () => {
  const { client } = await open();
  for (const Bucket of ["ward-a", "ward-b", "ward-c"]) await client.send(new CreateBucketCommand({ Bucket }));
  const list = async (input: object) => {
    const { Buckets = [], ContinuationToken } = await client.send(new ListBucketsCommand(input));
    return { names: Buckets.map(({ Name }) => Name), ContinuationToken };
  };
  const first = await list({ Prefix: "ward-", MaxBuckets: 2 });
  expect(first.names).toEqual(["ward-a", "ward-b"]);
  expect(await list({ Prefix: "ward-", ContinuationToken: first.ContinuationToken })).toEqual({ names: ["ward-c"] });
  expect(await list({ BucketRegion: "eu-west-1" })).toEqual({ names: [] });
});

it("refuses to complete an upload of another size than is said", async () => {
  const { client } = await open();
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  const { ETag } = await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: "part" }));
  const complete = (MpuObjectSize: number) =>
    client.send(
      new CompleteMultipartUploadCommand({
        ...{ ...object, UploadId, MpuObjectSize },
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
  await expect(complete(5)).rejects.toMatchObject({ name: "InvalidRequest" });
  expect(await complete(4)).toMatchObject({ Key: object.Key });
});
