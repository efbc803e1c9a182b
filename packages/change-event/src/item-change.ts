import type { Validation, Violation } from "@tributary/contract/event-contract";
import { decodeItem, type Item } from "./decode-item.ts";
import { asRecord } from "./json.ts";

/** A change of one item of a table, from its stream. */
export interface ItemChange {
  readonly change: "created" | "updated" | "deleted";
  /** `ttl`: the item expired, nobody deleted it. */
  readonly cause: "user" | "ttl";
  readonly keys: Item;
  readonly before?: Item;
  readonly after?: Item;
  /** 40 digits: grows per item, compares as text. */
  readonly sequence: string;
  /** The unique identity of this change: the stream's ARN and the sequence number. */
  readonly identity: string;
  /** The stream's own id of the record. */
  readonly changeId: string;
  /** RFC 3339; the stream knows it to the second, and approximately. Missing when the record does not say. */
  readonly occurredAt?: string;
}

const CHANGES = { INSERT: "created", MODIFY: "updated", REMOVE: "deleted" } as const;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html (21 to 40 digits) */
const SEQUENCE_DIGITS = 40;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const TTL_PRINCIPAL = "dynamodb.amazonaws.com";

/**
 * The change in a DynamoDB stream record, in the form of Lambda and EventBridge Pipes, or every violation of a malformed
 * record. Never throws.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function itemChange(record: unknown): Validation<ItemChange> {
  const violations: Violation[] = [];
  const refuse = (pointer: string, keyword: string, message: string) => violations.push({ pointer, keyword, message });
  const outer = asRecord(record);
  const inner = asRecord(outer.dynamodb);

  const change = CHANGES[outer.eventName as keyof typeof CHANGES];
  if (change === undefined) refuse("/eventName", "enum", "must be INSERT, MODIFY or REMOVE");
  const text = (holder: Record<string, unknown>, name: string, pointer: string): string => {
    const value = holder[name];
    if (typeof value === "string" && value !== "") return value;
    refuse(pointer, "required", "must be text that is not empty");
    return "";
  };
  const changeId = text(outer, "eventID", "/eventID");
  const stream = text(outer, "eventSourceARN", "/eventSourceARN");
  const sequenceNumber = inner.SequenceNumber;
  if (typeof sequenceNumber !== "string" || !/^\d{1,40}$/.test(sequenceNumber))
    refuse("/dynamodb/SequenceNumber", "pattern", `must be 1 to ${SEQUENCE_DIGITS} digits`);
  const at = inner.ApproximateCreationDateTime;
  // Beyond 8.64e15 milliseconds there is no Date, and `toISOString` would throw.
  const occurredAt = typeof at === "number" && Math.abs(at) <= 8.64e12 ? new Date(at * 1000).toISOString() : undefined;
  if (at !== undefined && occurredAt === undefined)
    refuse("/dynamodb/ApproximateCreationDateTime", "format", "must be seconds since the epoch");

  const keys = decodeItem(inner.Keys, "/dynamodb/Keys", violations);
  const image = (name: "OldImage" | "NewImage") =>
    inner[name] === undefined ? undefined : decodeItem(inner[name], `/dynamodb/${name}`, violations);
  const before = image("OldImage");
  const after = image("NewImage");
  if (violations.length > 0 || change === undefined) return { valid: false, violations };

  const principal = asRecord(outer.userIdentity).principalId;
  return {
    valid: true,
    value: {
      change,
      cause: change === "deleted" && principal === TTL_PRINCIPAL ? "ttl" : "user",
      keys,
      ...(before && { before }),
      ...(after && { after }),
      sequence: String(sequenceNumber).padStart(SEQUENCE_DIGITS, "0"),
      identity: `${stream}|${sequenceNumber}`,
      changeId,
      ...(occurredAt !== undefined && { occurredAt }),
    },
  };
}
