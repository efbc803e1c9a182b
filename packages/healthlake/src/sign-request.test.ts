import { DescribeFHIRDatastoreCommand, HealthLakeClient } from "@aws-sdk/client-healthlake";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { path, queryText } from "./fhir-request.ts";
import { createSigner } from "./sign-request.ts";
import { expectedSignature } from "./signature-fixture.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const signingTime = "20150830T123600Z";

/** Names, times and signatures of AWS's Signature Version 4 test suite (aws-sig-v4-test-suite). */
const published = [
  ["get-vanilla", "GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  ["post-vanilla", "POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
  [
    "get-vanilla-query-order-key-case",
    "GET",
    "/?Param2=value2&Param1=value1",
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
] as const;

describe("the check that the tests trust", () => {
  it.each(published)("finds AWS's published signature of %s", (_name, method, target, signature) => {
    const scope = "20150830/us-east-1/service/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
    const headers = { host: "example.amazonaws.com", "x-amz-date": signingTime, authorization };
    const { stated, expected } = expectedSignature({ method, target, headers, body: "" }, credentials.secretAccessKey);
    expect(stated).toBe(signature);
    expect(expected).toBe(signature);
  });

  it("finds the signature that the SDK's own client sends", async () => {
    let seen: Parameters<typeof expectedSignature>[0] | undefined;
    const client = new HealthLakeClient({
      region: "eu-west-1",
      credentials,
      requestHandler: {
        handle: async (request: {
          method: string;
          path: string;
          headers: Record<string, string>;
          body: Uint8Array | string;
        }) => {
          seen = { ...request, target: request.path, body: Buffer.from(request.body).toString() };
          throw new Error("seen");
        },
      },
      maxAttempts: 1,
    });
    await expect(client.send(new DescribeFHIRDatastoreCommand({ DatastoreId: "d1" }))).rejects.toThrow("seen");
    const { stated, expected } = expectedSignature(seen!, credentials.secretAccessKey);
    expect(stated).toBe(expected);
  });
});

describe("createSigner", () => {
  it("signs any request as the service works it out from the wire", async () => {
    const text = fc.string({ unit: "binary", maxLength: 12 }).filter(value => value.isWellFormed());
    const requests = fc.record({
      method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
      parts: fc.array(
        text.filter(part => part !== "" && part !== "." && part !== ".."),
        { minLength: 1, maxLength: 4 },
      ),
      query: fc.dictionary(
        // The SDK's signer loses a parameter of that name; FHIR has none.
        text.filter(name => name !== "" && name !== "__proto__"),
        fc.array(text, { minLength: 1, maxLength: 3 }),
        { maxKeys: 4 },
      ),
      body: fc.option(text, { nil: undefined }),
      sessionToken: fc.option(fc.constant("token/with=signs"), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, parts, query, body, sessionToken }) => {
        const url = new URL(path(...parts), "https://healthlake.eu-west-1.amazonaws.com/datastore/d1/r4/");
        url.search = queryText(query);
        const sign = createSigner("eu-west-1", { ...credentials, ...(sessionToken && { sessionToken }) });
        const headers = { accept: "application/fhir+json", "if-match": 'W/"3"' };
        const signed = await sign(
          { method, url, headers, ...(body !== undefined && { body }) },
          new Date("2015-08-30T12:36:00Z"),
        );
        const wire = {
          method,
          target: `${url.pathname}${url.search}`,
          headers: { ...signed, host: url.host },
          body: body ?? "",
        };
        const { stated, expected } = expectedSignature(wire, credentials.secretAccessKey);
        expect(stated).toBe(expected);
        expect(signed.authorization).toContain("/20150830/eu-west-1/healthlake/aws4_request");
        expect(signed["x-amz-security-token"]).toBe(sessionToken);
      }),
    );
  });
});
