import fc from "fast-check";
import { expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { s3Service } from "./service.ts";

const Bucket = "listed";
const key = fc.stringMatching(/^[ab/é😀]{1,5}$/u);
const prefix = fc.constantFrom("", "a", "a/", "é", "/");

function withBucket(): Cloud {
  const clock = virtualClock();
  const cloud = createCloud({ services: [s3Service], storage: "memory", region: "us-east-1", account: "1", clock });
  cloud.context.call("s3", "CreateBucket", { Bucket });
  return cloud;
}

interface Page {
  readonly KeyCount: number;
  readonly Contents: { Key: string }[];
  readonly CommonPrefixes: { Prefix: string }[];
  readonly NextContinuationToken?: string;
}

/** All pages, objects and folded prefixes in the order in which they came. */
function list(cloud: Cloud, input: object, MaxKeys: number): { found: string[]; counts: number[] } {
  const found: string[] = [];
  const counts: number[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = cloud.context.call("s3", "ListObjectsV2", { Bucket, ...input, MaxKeys, ContinuationToken }) as Page;
    const names = [...page.Contents.map(({ Key }) => Key), ...page.CommonPrefixes.map(({ Prefix }) => Prefix)];
    found.push(...names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    counts.push(page.KeyCount);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return { found, counts };
}

it("lists what a plain sort by UTF-8 and a fold at the delimiter would, in full pages", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 12 }),
      prefix,
      fc.constantFrom("", "/", "a/"),
      fc.integer({ min: 1, max: 4 }),
      (keys, Prefix, Delimiter, pageSize) => {
        const cloud = withBucket();
        for (const Key of keys) cloud.context.call("s3", "PutObject", { Bucket, Key, Body: "x" });
        const folded = keys
          .filter(name => name.startsWith(Prefix))
          .map(name => {
            const end = Delimiter ? name.indexOf(Delimiter, Prefix.length) : -1;
            return end < 0 ? name : name.slice(0, end + Delimiter.length);
          });
        const expected = [...new Set(folded)].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const { found, counts } = list(cloud, { Prefix, Delimiter }, pageSize);
        expect(found).toEqual(expected);
        expect(counts.slice(0, -1).every(count => count === pageSize)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

it("lists the same in the older way, from marker to marker", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 12 }),
      prefix,
      fc.constantFrom("", "/"),
      fc.integer({ min: 1, max: 4 }),
      (keys, Prefix, Delimiter, MaxKeys) => {
        const cloud = withBucket();
        for (const Key of keys) cloud.context.call("s3", "PutObject", { Bucket, Key, Body: "x" });
        const found: string[] = [];
        let Marker: string | undefined;
        do {
          const input = { Bucket, Prefix, Delimiter, MaxKeys, Marker };
          const page = cloud.context.call("s3", "ListObjects", input) as Page & {
            NextMarker?: string;
            IsTruncated: boolean;
          };
          const names = [...page.Contents.map(({ Key }) => Key), ...page.CommonPrefixes.map(({ Prefix }) => Prefix)];
          found.push(...names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
          Marker = page.IsTruncated ? (page.NextMarker ?? found.at(-1)) : undefined;
        } while (Marker !== undefined);
        expect(found).toEqual(list(cloud, { Prefix, Delimiter }, 1_000).found);
      },
    ),
    { numRuns: 100 },
  );
});

type Step = { readonly put: string; readonly body: string } | { readonly remove: string } | { readonly undo: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ put: fc.constantFrom("a", "b"), body: fc.string({ maxLength: 3 }) }),
  fc.record({ remove: fc.constantFrom("a", "b") }),
  fc.record({ undo: fc.constantFrom("a", "b") }),
);

it("keeps versions as a stack a key: puts and deletions push, and the newest that is left is what a read finds", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), steps => {
      const cloud = withBucket();
      const call = (operation: string, input: object) => cloud.context.call("s3", operation, { Bucket, ...input });
      call("PutBucketVersioning", { VersioningConfiguration: { Status: "Enabled" } });
      const stacks = new Map<string, { version: string; body: string | undefined }[]>([
        ["a", []],
        ["b", []],
      ]);
      for (const one of steps) {
        if ("put" in one) {
          const { VersionId } = call("PutObject", { Key: one.put, Body: one.body }) as { VersionId: string };
          stacks.get(one.put)?.push({ version: VersionId, body: one.body });
        } else if ("remove" in one) {
          const { VersionId } = call("DeleteObject", { Key: one.remove }) as { VersionId: string };
          stacks.get(one.remove)?.push({ version: VersionId, body: undefined });
        } else {
          const top = stacks.get(one.undo)?.pop();
          if (top) call("DeleteObject", { Key: one.undo, VersionId: top.version });
        }
      }
      for (const [Key, stack] of stacks) {
        const read = () => Buffer.from((call("GetObject", { Key }) as { Body: Uint8Array }).Body).toString();
        const body = stack.at(-1)?.body;
        if (body === undefined) expect(read).toThrow("does not exist");
        else expect(read()).toBe(body);
      }
    }),
    { numRuns: 100 },
  );
});
