import { expect, it } from "vitest";
import type { ReceivedMessage } from "../services/sqs/queue.ts";
import { splitByPayload } from "./split-by-payload.ts";

const message = (body: string, name = "") =>
  ({
    body,
    messageId: name,
    messageAttributes: {},
  }) as ReceivedMessage;
const MEGABYTE = 1024 * 1024;

it("leaves a batch of usual messages as it is", () => {
  const messages = Array.from({ length: 1_000 }, () => message("x".repeat(500)));
  expect(splitByPayload(messages)).toEqual([messages]);
});

it("splits large messages into batches of at most six megabytes, in order", () => {
  const messages = Array.from({ length: 10 }, (_, n) => message("x".repeat(MEGABYTE), String(n)));
  expect(splitByPayload(messages).map(batch => batch.map(({ messageId }) => messageId).join(""))).toEqual([
    "01234",
    "56789",
  ]);
});

it("counts what JSON escapes, and attributes", () => {
  const quotes = Array.from({ length: 3 }, () => message('"'.repeat(MEGABYTE)));
  expect(splitByPayload(quotes).map(({ length }) => length)).toEqual([2, 1]);
  const messageAttributes = { a: { DataType: "String", StringValue: "x".repeat(MEGABYTE) } };
  const heavy = Array.from({ length: 7 }, () => ({ ...message("x"), messageAttributes }));
  expect(splitByPayload(heavy).map(({ length }) => length)).toEqual([5, 2]);
});
