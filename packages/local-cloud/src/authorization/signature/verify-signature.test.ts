import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../kernel/aws-error.ts";
import type { WireRequest } from "../../kernel/wire.ts";
import { signed, test, type Unsigned } from "./sign-fixture.ts";
import { type SigningSecret, signatureVerifier } from "./verify-signature.ts";

const verify = signatureVerifier();
const NOW = Date.parse("2026-01-01T12:00:00Z");
const MINUTE = 60_000;
const secrets: Readonly<Record<string, SigningSecret>> = {
  test: { secret: "test" },
  ASIASESSION: { secret: "hidden", token: "token", expires: NOW + 10 * MINUTE },
};

/** The code of what a request is refused with, and the text; "ok" for one that holds. */
function outcome(request: WireRequest, service: string, now = NOW, find = (id: string) => secrets[id]): string {
  try {
    verify(request, service, now, find);
    return "ok";
  } catch (error) {
    if (error instanceof AwsError) return `${error.status} ${error.code}: ${error.message}`;
    throw error;
  }
}

const dynamodb: Unsigned = {
  service: "dynamodb",
  headers: { "x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0" },
  body: "{}",
};
const sts: Unsigned = {
  service: "sts",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const lambda: Unsigned = { service: "lambda", method: "GET", path: "/2015-03-31/functions" };
const s3: Unsigned = { service: "s3", method: "PUT", path: "/bucket/a%20key", body: "hello" };
const all = [dynamodb, sts, lambda, s3];

/** As S3's clients write a key. */
const encoded = (key: string) =>
  encodeURIComponent(key).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

describe("a signature that AWS's client made", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });
  const requests = fc.record({
    service: fc.constantFrom("lambda", "s3"),
    method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
    path: fc.array(text, { maxLength: 4 }).map(parts => `/${parts.map(encoded).join("/")}`),
    query: fc.dictionary(
      // The client signs a request without the parameter of this name, which it cannot hold.
      text.filter(name => name !== "" && name !== "__proto__"),
      text,
      { maxKeys: 4 },
    ),
    headers: fc.dictionary(fc.stringMatching(/^x-amz-[a-w]{1,8}$/), fc.stringMatching(/^[ -~]{0,20}$/), { maxKeys: 3 }),
    body: text,
  });

  it("holds for any request, and for nothing else than that request", async () => {
    await fc.assert(
      fc.asyncProperty(requests, fc.constantFrom("method", "path", "query", "body"), async (unsigned, changed) => {
        const request = await signed(unsigned, { at: NOW });
        const other: WireRequest = {
          ...request,
          ...(changed === "method" && { method: "PATCH" }),
          ...(changed === "path" && { path: `${request.path}x` }),
          ...(changed === "query" && { query: new URLSearchParams([...request.query, ["zz", "1"]]) }),
          ...(changed === "body" && { body: Buffer.concat([request.body, Buffer.from("x")]) }),
        };
        expect(outcome(request, unsigned.service)).toBe("ok");
        expect(outcome(other, unsigned.service)).not.toBe("ok");
      }),
      { numRuns: 150 },
    );
  });

  it.each(all)("is refused with another secret, in the words of $service", async unsigned => {
    const request = await signed(unsigned, { at: NOW, by: { ...test, secretAccessKey: "other" } });
    expect(outcome(request, unsigned.service)).toBe(
      {
        dynamodb:
          "400 InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        sts: "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        lambda:
          "403 InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        s3: "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      }[unsigned.service],
    );
  });

  it.each(all)("is refused with an access key that nobody has, in the words of $service", async unsigned => {
    const request = await signed(unsigned, { at: NOW, by: { accessKeyId: "AKIANOBODY", secretAccessKey: "any" } });
    expect(outcome(request, unsigned.service)).toBe(
      {
        dynamodb: "400 UnrecognizedClientException: The security token included in the request is invalid.",
        sts: "403 InvalidClientTokenId: The security token included in the request is invalid.",
        lambda: "403 UnrecognizedClientException: The security token included in the request is invalid.",
        s3: "403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.",
      }[unsigned.service],
    );
  });

  it.each([
    [dynamodb, 5],
    [sts, 5],
    [lambda, 5],
    [s3, 15],
  ])("of $service holds for minutes before and after", async ({ ...unsigned }, minutes) => {
    const request = await signed(unsigned, { at: NOW });
    for (const direction of [-1, 1]) {
      const edge = NOW + direction * minutes * MINUTE;
      expect(outcome(request, unsigned.service, edge)).toBe("ok");
      expect(outcome(request, unsigned.service, edge + direction * 1_000)).toMatch(
        unsigned.service === "s3"
          ? /^403 RequestTimeTooSkewed: The difference between/
          : /Signature (expired|not yet current): /,
      );
    }
  });

  it("that is too old says by how much, as AWS does", async () => {
    const request = await signed(dynamodb, { at: NOW });
    expect(outcome(request, "dynamodb", NOW + 10 * MINUTE)).toBe(
      "400 InvalidSignatureException: Signature expired: 20260101T120000Z is now earlier than 20260101T120500Z (20260101T121000Z - 5 min.)",
    );
  });
});

describe("the keys of a session", () => {
  const session = { accessKeyId: "ASIASESSION", secretAccessKey: "hidden", sessionToken: "token" };

  it("hold with their token, until they expire", async () => {
    const request = await signed(s3, { at: NOW, by: session });
    expect(outcome(request, "s3")).toBe("ok");
    expect(outcome(request, "s3", NOW + 10 * MINUTE)).toBe("400 ExpiredToken: The provided token has expired.");
    const table = await signed(dynamodb, { at: NOW + 9 * MINUTE, by: session });
    expect(outcome(table, "dynamodb", NOW + 10 * MINUTE)).toBe(
      "400 ExpiredTokenException: The security token included in the request is expired",
    );
  });

  it.each([
    ["without their token", { ...session, sessionToken: "" }, /InvalidAccessKeyId/],
    ["with another token", { ...session, sessionToken: "other" }, /400 InvalidToken/],
  ])("are refused %s", async (_what, by, refusal) => {
    expect(outcome(await signed(s3, { at: NOW, by }), "s3")).toMatch(refusal);
  });
});

describe("a presigned URL", () => {
  it.each(["GET", "PUT"])("to %s an object holds for its seconds, and for that method and key alone", async method => {
    const request = await signed({ ...s3, method, body: "" }, { at: NOW, seconds: 900 });
    // The payload is not signed, so whoever has the URL may send any.
    const sent = { ...request, body: Buffer.from(method === "PUT" ? "any" : "") };
    expect(outcome(sent, "s3", NOW + 900_000)).toBe("ok");
    expect(outcome(sent, "s3", NOW + 900_001)).toBe("403 AccessDenied: Request has expired");
    expect(outcome({ ...sent, method: "DELETE" }, "s3")).toMatch(/^403 SignatureDoesNotMatch/);
    expect(outcome({ ...sent, path: "/bucket/other" }, "s3")).toMatch(/^403 SignatureDoesNotMatch/);
    sent.query.set("X-Amz-Expires", "901");
    expect(outcome(sent, "s3")).toMatch(/^403 SignatureDoesNotMatch/);
  });

  it("is refused with headers that it does not sign", async () => {
    const request = await signed(s3, { at: NOW, seconds: 900 });
    const headers = { ...request.headers, "x-amz-acl": "public-read" };
    expect(outcome({ ...request, headers }, "s3")).toBe(
      "403 AccessDenied: There were headers present in the request which were not signed",
    );
  });

  it("is good for a week at most", async () => {
    const request = await signed(s3, { at: NOW, seconds: 604_800 });
    expect(outcome(request, "s3")).toBe("ok");
    request.query.set("X-Amz-Expires", "604801");
    expect(outcome(request, "s3")).toMatch(/^400 AuthorizationQueryParametersError/);
  });

  it("to another service carries a session's token", async () => {
    const by = { accessKeyId: "ASIASESSION", secretAccessKey: "hidden", sessionToken: "token" };
    const query = { Action: "GetCallerIdentity", Version: "2011-06-15" };
    const request = await signed({ service: "sts", method: "GET", query }, { at: NOW, by, seconds: 60 });
    expect(outcome(request, "sts")).toBe("ok");
    expect(outcome(request, "sts", NOW + 61_000)).toMatch(/^403 SignatureDoesNotMatch: Signature expired/);
  });
});

describe("a URL presigned by version 2", () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
  const find = () => ({ secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" });
  const expires = 1_175_139_620;
  const request = (more: Partial<WireRequest> = {}): WireRequest => ({
    ...{ method: "GET", path: "/photos/puppy.jpg", body: Buffer.of() },
    query: new URLSearchParams({
      AWSAccessKeyId: ["AKIA", "IOSFODNN7EXAMPLE"].join(""),
      Signature: "NpgCjnDzrM+WFzoENXmpNDUsSn8=",
      Expires: String(expires),
    }),
    headers: { host: "johnsmith.s3.amazonaws.com" },
    ...more,
  });

  it("holds until its time, for that method and object alone", () => {
    expect(outcome(request(), "s3", expires * 1_000, find)).toBe("ok");
    expect(outcome(request(), "s3", expires * 1_000 + 1, find)).toBe("403 AccessDenied: Request has expired");
    for (const other of [
      { method: "DELETE" },
      { path: "/photos/kitten.jpg" },
      { headers: { host: "other.localhost" } },
    ])
      expect(outcome(request(other), "s3", NOW, find)).toMatch(/^403 SignatureDoesNotMatch/);
    const partial = request();
    partial.query.delete("Signature");
    expect(outcome(partial, "s3", NOW, find)).toMatch(/^403 AccessDenied: Query-string authentication requires/);
    expect(outcome(request(), "s3", NOW, () => undefined)).toMatch(/^403 InvalidAccessKeyId/);
  });
});

describe("the documented examples", () => {
  const id = ["AKIA", "IOSFODNN7EXAMPLE"].join(""); // In one piece it looks like a key of somebody's.
  const find = () => ({ secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" });
  const at = Date.parse("2013-05-24T00:00:00Z");
  const authorization = (signedHeaders: string, signature: string) =>
    `AWS4-HMAC-SHA256 Credential=${id}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  it("of a presigned URL holds", () => {
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${id}/20130524/us-east-1/s3/aws4_request`,
      "X-Amz-Date": "20130524T000000Z",
      "X-Amz-Expires": "86400",
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    });
    const headers = { host: "examplebucket.s3.amazonaws.com" };
    const request = { method: "GET", path: "/test.txt", query, headers, body: Buffer.of() };
    expect(outcome(request, "s3", at, find)).toBe("ok");
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
  const body = (signatures: readonly string[], end = "") => {
    const sizes = [65_536, 1_024, 0];
    const chunks = sizes.map(
      (size, index) =>
        `${size.toString(16)};chunk-signature=${signatures[index]}\r\n${"a".repeat(size)}${size === 0 ? "" : "\r\n"}`,
    );
    return Buffer.from(`${chunks.join("")}${end}\r\n`);
  };
  const chunked = (signatures: readonly string[]): WireRequest => ({
    ...{ method: "PUT", path: "/examplebucket/chunkObject.txt", query: new URLSearchParams(), body: body(signatures) },
    headers: {
      host: "s3.amazonaws.com",
      "x-amz-date": "20130524T000000Z",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
      authorization: authorization(
        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
      ),
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": "66560",
      "content-length": "66824",
    },
  });
  const signatures = [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
  ];

  it("of an upload in chunks holds, chunk by chunk", () => {
    expect(outcome(chunked(signatures), "s3", at, find)).toBe("ok");
    for (const index of signatures.keys()) {
      const wrong = signatures.map((one, other) => (other === index ? one.replace(/^./, "f") : one));
      expect(outcome(chunked(wrong), "s3", at, find)).toMatch(/^403 SignatureDoesNotMatch/);
    }
    const request = chunked(signatures);
    request.body[100] = 98;
    expect(outcome(request, "s3", at, find)).toMatch(/^403 SignatureDoesNotMatch/);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
  it("of an upload in chunks with a trailer holds, and the trailer with it", () => {
    const request = (checksum: string): WireRequest => ({
      ...{ method: "PUT", path: "/examplebucket/chunkObject.txt", query: new URLSearchParams() },
      body: body(
        [
          "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
          "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
          "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
        ],
        `x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n`,
      ),
      headers: {
        host: "s3.amazonaws.com",
        "x-amz-date": "20130524T000000Z",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        authorization: authorization(
          "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
          "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
        ),
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": "66560",
        "x-amz-trailer": "x-amz-checksum-crc32c",
        "content-length": "66824",
      },
    });
    expect(outcome(request("sOO8/Q=="), "s3", at, find)).toBe("ok");
    expect(outcome(request("sOO8/A=="), "s3", at, find)).toMatch(/^403 SignatureDoesNotMatch/);
  });
});

describe("a request that cannot be verified", () => {
  const change = (request: WireRequest, headers: Record<string, string>): WireRequest => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });

  it.each([
    [
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request",
      /^400 IncompleteSignatureException: Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter/,
    ],
    [
      "AWS4-HMAC-SHA256 Credential=test/x, SignedHeaders=host, Signature=0",
      /^400 IncompleteSignatureException: Credential must have/,
    ],
    [
      "AWS4-ECDSA-P256-SHA256 Credential=test/20260101/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      /does not verify AWS4-ECDSA-P256-SHA256 \(SigV4a\). Please use AWS4-HMAC-SHA256.$/,
    ],
    ["AWS test:signature", /The authorization mechanism you have provided is not supported/],
  ])("says what is wrong with %s", async (authorization, refusal) => {
    expect(outcome(change(await signed(dynamodb, { at: NOW }), { authorization }), "dynamodb")).toMatch(refusal);
  });

  it("names the service and the day that it should be signed for", async () => {
    const request = await signed(dynamodb, { at: NOW });
    expect(outcome(request, "events")).toMatch(/Credential should be scoped to correct service: 'events'/);
    expect(outcome(change(request, { "x-amz-date": "20260102T000000Z" }), "dynamodb")).toMatch(
      /'20260101' != '20260102', from '20260102T000000Z'\.$/,
    );
    expect(outcome(request, "streams.dynamodb")).toBe("ok");
  });

  it("is one whose operation is not signed", async () => {
    const request = await signed({ ...dynamodb, headers: {} }, { at: NOW });
    expect(outcome(change(request, dynamodb.headers ?? {}), "dynamodb")).toMatch(
      /'x-amz-target' must be a 'SignedHeader'/,
    );
  });

  it("is one to S3 whose body is not the one that was signed", async () => {
    const request = await signed(s3, { at: NOW });
    expect(outcome({ ...request, body: Buffer.from("hallo") }, "s3")).toMatch(/^400 XAmzContentSHA256Mismatch/);
    const { "x-amz-content-sha256": _hash, ...headers } = request.headers;
    expect(outcome({ ...request, headers }, "s3")).toMatch(/^400 InvalidRequest: Missing required header/);
  });
});
