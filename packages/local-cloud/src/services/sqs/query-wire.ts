import type { Wire } from "../../kernel/wire.ts";
import { awsQuery, listOf, type QueryParameters, type XmlContent } from "../../protocols/aws-query.ts";
import { hostOf } from "../../protocols/request-host.ts";
import { QUERY_CODES } from "./query-codes.ts";

/** Lists and maps are flattened: their members stand under the singular. */
const LISTS: Readonly<Record<string, string>> = {
  AttributeNames: "AttributeName",
  MessageAttributeNames: "MessageAttributeName",
  MessageSystemAttributeNames: "MessageSystemAttributeName",
  TagKeys: "TagKey",
};
const MAPS: Readonly<Record<string, readonly [member: string, key: string, value: string]>> = {
  Attributes: ["Attribute", "Name", "Value"],
  MessageAttributes: ["MessageAttribute", "Name", "Value"],
  MessageSystemAttributes: ["MessageSystemAttribute", "Name", "Value"],
  Tags: ["Tag", "Key", "Value"],
};
/** Members of answers, with the element each becomes; those of batches name their operation. */
const ANSWERS: Readonly<Record<string, string>> = {
  Failed: "BatchResultErrorEntry",
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
};
const NUMBERS = new Set([
  "DelaySeconds",
  "MaxNumberOfMessages",
  "MaxNumberOfMessagesPerSecond",
  "MaxResults",
  "VisibilityTimeout",
  "WaitTimeSeconds",
]);

/** SQS as it was spoken before AWS JSON, by the AWS CLI up to 2.13 for one. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html */
export const sqsQueryWire: Wire = awsQuery({
  signingName: "sqs",
  version: "2012-11-05",
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  codes: QUERY_CODES,
  input(parameters, operation, { headers: { host }, path }) {
    const entries = listOf(parameters, `${operation}RequestEntry`);
    return {
      // Requests may go to the queue's own URL instead of naming it.
      ...(/^\/[^/]+\/[^/]/.test(path) && { QueueUrl: `http://${host}${path}` }),
      ...membersOf(parameters, operation),
      ...(entries.length > 0 && { Entries: entries.map(entry => membersOf(entry, operation)) }),
      [hostOf]: host,
    };
  },
  output: (output, operation) => toElements(output, operation),
});

function membersOf(parameters: QueryParameters, operation: string): object {
  const scalars = [...parameters.members].flatMap(([name, { value }]) =>
    value === undefined || name === "Action" || name === "Version"
      ? []
      : [[name, NUMBERS.has(name) ? toNumber(value) : value]],
  );
  const lists = Object.entries(LISTS).flatMap(([member, name]) => {
    const held = listOf(parameters, name);
    return held.length > 0 ? [[member, held.map(({ value }) => value ?? "")]] : [];
  });
  const maps = Object.entries(MAPS).flatMap(([member, [name, key, value]]) => {
    const held = listOf(parameters, name);
    const entries = held.map(({ members }) => [members.get(key)?.value ?? "", toValue(members.get(value))]);
    return held.length > 0 ? [[operation === "CreateQueue" && member === "Tags" ? "tags" : member, entries]] : [];
  });
  const pairs = maps.map(([member, entries]) => [member, Object.fromEntries(entries as [string, unknown][])]);
  return Object.fromEntries([...scalars, ...lists, ...pairs]);
}

/** What is no number stays text, for the operation to refuse. */
function toNumber(text: string): number | string {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function toValue(held: QueryParameters | undefined): unknown {
  if (!held || held.members.size === 0) return held?.value ?? "";
  return Object.fromEntries([...held.members].map(([name, { value }]) => [name, value ?? ""]));
}

function toElements(value: unknown, operation: string): XmlContent {
  if (Array.isArray(value)) return value.map(one => toElements(one, operation));
  if (typeof value !== "object" || value === null) return value as XmlContent;
  return Object.fromEntries(
    Object.entries(value).map(([member, held]): [string, XmlContent] => {
      const map = MAPS[member];
      if (map) {
        const [name, key, content] = map;
        const entries = Object.entries(held as object);
        return [name, entries.map(([entry, one]) => ({ [key]: entry, [content]: toElements(one, operation) }))];
      }
      const results = member === "Successful" || member === "Results";
      return [results ? `${operation}ResultEntry` : (ANSWERS[member] ?? member), toElements(held, operation)];
    }),
  );
}
