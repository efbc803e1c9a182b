import { existsSync, readdirSync, readFileSync } from "node:fs";
import { itemChange } from "@tributary/change-event/item-change";
import { describe, expect, test } from "vitest";

const folder = new URL("../../../shared/vectors/lambda-events/", import.meta.url);
const present = existsSync(folder);
if (!present) console.log("skipped: vectors not present");

type StreamRecord = { readonly [name: string]: unknown; readonly dynamodb: Readonly<Record<string, unknown>> };

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const streamArn = "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/2026-01-01T00:00:00.000";

/** The recordings have masks where ids and times stood, and GetRecords names no stream: both are put back. */
function unmasked(record: StreamRecord): StreamRecord {
  const { SequenceNumber, ApproximateCreationDateTime: at } = record.dynamodb;
  return {
    eventSourceARN: streamArn,
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(typeof SequenceNumber === "string" && { SequenceNumber: SequenceNumber.replace(/\D/g, "") }),
      ...(typeof at === "string" && { ApproximateCreationDateTime: 1_700_000_000 }),
    },
  };
}

describe.runIf(present)("recorded stream records", () => {
  const recorded = present ? (read("dynamodb-stream-records.json") as { from: string; record: StreamRecord }[]) : [];
  // DynamoDB's Kinesis stream has records of its own shape, with no sequence number.
  const ofKinesis = recorded.filter(({ record }) => "recordFormat" in record);
  const ofStreams = recorded.filter(({ record }) => !("recordFormat" in record));

  test("are 91, one of them from a Kinesis stream", () => {
    expect([ofStreams.length, ofKinesis.length]).toEqual([90, 1]);
  });

  test.each(ofStreams.map(({ from, record }, index) => ({ index, from, record })))(
    "$index from $from is an item change with as many images as were recorded",
    ({ record }) => {
      const change = itemChange(unmasked(record));
      expect(change).toMatchObject({ valid: true });
      if (!change.valid) return;
      expect("before" in change.value).toBe("OldImage" in record.dynamodb);
      expect("after" in change.value).toBe("NewImage" in record.dynamodb);
      expect(Object.keys(change.value.keys)).toEqual(Object.keys(record.dynamodb.Keys as object));
    },
  );

  test("from a Kinesis stream is refused at its missing sequence number", () => {
    const changes = ofKinesis.map(({ record }) => itemChange(unmasked(record)));
    expect(changes).toMatchObject([{ valid: false, violations: [{ pointer: "/dynamodb/SequenceNumber" }] }]);
  });

  test("that are masked are refused at the masks", () => {
    const masked = ofStreams.filter(({ record }) => String(record.dynamodb.SequenceNumber).startsWith("<"));
    expect(masked.length).toBeGreaterThan(0);
    for (const { record } of masked) {
      const change = itemChange(record);
      const pointers = change.valid ? [] : change.violations.map(({ pointer }) => pointer);
      expect(pointers).toContain("/dynamodb/SequenceNumber");
    }
  });

  const files = present ? readdirSync(folder).filter(file => /^dynamodb-.*event\.json$/.test(file)) : [];
  test.each(files)("of %s are item changes", file => {
    const { Records } = read(file) as { Records: StreamRecord[] };
    expect(Records.length).toBeGreaterThan(0);
    for (const record of Records) expect(itemChange(record)).toMatchObject({ valid: true });
  });

  test("that were cut off are not JSON, and are rejected as text", () => {
    const file = "dynamodb-event-malformed.2.json";
    expect(() => read(file)).toThrow(SyntaxError);
    expect(itemChange(readFileSync(new URL(file, folder), "utf8"))).toMatchObject({ valid: false });
  });
});
