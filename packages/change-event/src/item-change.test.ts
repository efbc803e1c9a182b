import fc from "fast-check";
import { expect, test } from "vitest";
import { itemChange } from "./item-change.ts";

const record = (over: object = {}, dynamodb: object = {}) => ({
  eventID: "c81e728d9d4c2f636f067f89cc14862c",
  eventName: "MODIFY",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "us-east-1",
  eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/Registry/stream/2026-01-01T00:00:00.000",
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { pk: { S: "PATIENT#1" } },
    OldImage: { pk: { S: "PATIENT#1" }, name: { S: "a" } },
    NewImage: { pk: { S: "PATIENT#1" }, name: { S: "b" } },
    SequenceNumber: "111",
    SizeBytes: 26,
    StreamViewType: "NEW_AND_OLD_IMAGES",
    ...dynamodb,
  },
  ...over,
});
const violations = (value: unknown) => {
  const change = itemChange(value);
  return change.valid ? [] : change.violations.map(({ pointer, keyword }) => `${pointer} ${keyword}`);
};

test("distinguishes inserts, changes and removals", () => {
  const changes = ["INSERT", "MODIFY", "REMOVE"].map(eventName => itemChange(record({ eventName })));
  expect(changes.map(change => change.valid && change.value.change)).toEqual(["created", "updated", "deleted"]);
});

test("distinguishes an expiry from a manual deletion", () => {
  const ttl = { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } };
  const causes = [record({ eventName: "REMOVE" }), record({ eventName: "REMOVE", ...ttl }), record(ttl)].map(
    itemChange,
  );
  expect(causes.map(change => change.valid && change.value.cause)).toEqual(["user", "ttl", "user"]);
});

test("carries images, sequence, identity and time", () => {
  expect(itemChange(record())).toMatchObject({
    valid: true,
    value: {
      before: { name: "a" },
      after: { name: "b" },
      sequence: "0000000000000000000000000000000000000111",
      identity: `${record().eventSourceARN}|111`,
      changeId: "c81e728d9d4c2f636f067f89cc14862c",
      occurredAt: "2026-01-01T00:00:00.000Z",
    },
  });
});

test("leaves the time out when the record has none", () => {
  const change = itemChange(record({}, { ApproximateCreationDateTime: undefined }));
  expect(change.valid && "occurredAt" in change.value).toBe(false);
  expect(change.valid).toBe(true);
});

test("names everything that is wrong at once", () => {
  expect(
    violations({ eventName: "UPSERT", dynamodb: { SequenceNumber: "12a", ApproximateCreationDateTime: 1e300 } }),
  ).toEqual([
    "/eventName enum",
    "/eventID required",
    "/eventSourceARN required",
    "/dynamodb/SequenceNumber pattern",
    "/dynamodb/ApproximateCreationDateTime format",
    "/dynamodb/Keys type",
  ]);
  expect(violations(record({}, { NewImage: { name: { S: 1 } } }))).toEqual(["/dynamodb/NewImage/* type"]);
});

test("orders sequences as text as it orders them as numbers", () => {
  const digits = fc.bigInt(0n, 10n ** 40n - 1n);
  const sequence = (number: bigint) => {
    const change = itemChange(record({}, { SequenceNumber: String(number) }));
    return change.valid ? change.value.sequence : "";
  };
  fc.assert(
    fc.property(digits, digits, (one, other) => {
      expect(sequence(one)).toHaveLength(40);
      expect(sequence(one) < sequence(other)).toBe(one < other);
    }),
  );
});

test("never throws, whatever comes", () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      expect(itemChange(value).valid).toBe(false);
      expect(typeof itemChange(record({ dynamodb: value })).valid).toBe("boolean");
    }),
  );
});
