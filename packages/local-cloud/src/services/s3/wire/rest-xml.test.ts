import * as s3 from "@aws-sdk/client-s3";
import fc from "fast-check";
import { expect, it } from "vitest";
import { serviceTable } from "../../../models/service-table.ts";
import { answering, asOperationHas, clientValue, comparable } from "../../../protocols/client-values-fixture.ts";
import { s3Wire } from "./rest-xml.ts";

const table = serviceTable("s3");
const structure = (name: string) => ({ kind: "structure", name }) as const;

/** What the client makes up, or reads, for itself: checksums, digests of keys, lengths, the texts of dates. */
const OWN = [
  ...["ChecksumAlgorithm", "ContentLength", "ContentMD5", "Expires", "ExpiresString"],
  ...["SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5"],
  ...["CopySourceSSECustomerAlgorithm", "CopySourceSSECustomerKey", "CopySourceSSECustomerKeyMD5"],
];
const isOwn = (name: string) => OWN.includes(name) || /^Checksum[A-Z0-9]+$/.test(name);
/** Checks of the client would fail with sums that are none. */
const without = [...OWN, "Bucket", "ChecksumMode", ...Object.keys(table.shapes.PutObjectRequest ?? {}).filter(isOwn)];

let answer: unknown;
const seen: unknown[] = [];
let output = "unit";
const client = new s3.S3Client({
  region: "us-east-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  endpoint: "http://localhost",
  forcePathStyle: true,
  maxAttempts: 1,
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
  requestHandler: answering(
    s3Wire,
    () => asOperationHas(table, structure(output), answer, date => date),
    (operation, { ...input }) => seen.push([operation, comparable(known(input))]),
  ),
});

const known = (input: object) =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !isOwn(name) && name !== "Bucket"));

const operations = Object.entries(table.operations).map(([operation, [input, answered]]) => ({
  ...{ operation, input, answered },
}));

it.each(operations)("$operation is read as its client writes it, and its answer as it is written", async row => {
  const { operation, input, answered } = row;
  const Command = (s3 as unknown as Record<string, new (input: unknown) => never>)[`${operation}Command`];
  if (!Command) throw new Error(`The client has no ${operation}.`);
  const answers = answered === "unit" ? fc.constant({}) : clientValue(table, structure(answered), without);
  output = answered;
  await fc.assert(
    fc.asyncProperty(clientValue(table, structure(input), without), answers, async (given, expected) => {
      answer = expected;
      const shape = table.shapes[input] ?? {};
      const own = {
        ...("Body" in shape && "ContentType" in shape && { ContentType: "text/csv" }), // Or the client makes one up.
        ...(given as object),
      };
      const asked = { ...own, ...("Bucket" in shape && { Bucket: "bucket" }) };
      const { $metadata: _, ...got } = (await client.send(new Command(asked))) as unknown as Record<string, unknown>;
      if (got.Body)
        got.Body = await (got.Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
      expect(seen.splice(0)).toEqual([
        [operation, comparable(asOperationHas(table, structure(input), own, date => date))],
      ]);
      expect(comparable(known(got))).toEqual(comparable(expected));
    }),
    { numRuns: 8 },
  );
});
