import type { Wire } from "../../../kernel/wire.ts";
import { awsQuery, listOf, type QueryParameters, type XmlContent } from "../../../protocols/aws-query.ts";
import { hostOf } from "../../../protocols/request-host.ts";
import { checkTypes } from "./check-types.ts";
import { QUERY_CODES } from "./query-codes.ts";
import { noteTrace } from "./trace-header.ts";

/** Lists and maps are flattened: their members stand under the singular. */
const LISTS: Readonly<Record<string, string>> = {
  Actions: "ActionName",
  AttributeNames: "AttributeName",
  AWSAccountIds: "AWSAccountId",
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
/** Parameters that are no scalar member of the input, whatever value they have. */
const NO_SCALARS = new Set([
  ...["Action", "Version", "Entries"],
  ...Object.entries(LISTS).flat(),
  ...Object.entries(MAPS).flatMap(([member, [name]]) => [member, name]),
]);

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
  input(parameters, operation, request) {
    const { path } = request;
    const { host } = request.headers;
    const entries = namedList(parameters, "Entries", `${operation}RequestEntry`);
    const input = {
      // Requests may go to the queue's own URL instead of naming it.
      ...(/^\/[^/]+\/[^/]/.test(path) && { QueueUrl: `http://${host}${path}` }),
      ...membersOf(parameters, operation),
      ...(entries && { Entries: entries.map(entry => membersOf(entry, operation)) }),
      [hostOf]: host,
    };
    checkTypes(input);
    noteTrace(operation, input, request);
    return input;
  },
  output: (output, operation) => toElements(output, operation),
});

function membersOf(parameters: QueryParameters, operation: string): object {
  const scalars = [...parameters.members].flatMap(([name, { value }]) =>
    value === undefined || NO_SCALARS.has(name) ? [] : [[name, NUMBERS.has(name) ? toNumber(value) : value]],
  );
  const lists = Object.entries(LISTS).flatMap(([member, name]) => {
    const held = namedList(parameters, member, name);
    return held ? [[member, held.map(({ value }) => value ?? "")]] : [];
  });
  const maps = Object.entries(MAPS).flatMap(([member, [name, key, value]]) => {
    const held = namedList(parameters, member, name);
    const entries = held?.map(({ members }) => [members.get(key)?.value ?? "", toValue(members.get(value))]);
    return entries ? [[operation === "CreateQueue" && member === "Tags" ? "tags" : member, entries]] : [];
  });
  const pairs = maps.map(([member, entries]) => [member, Object.fromEntries(entries as [string, unknown][])]);
  return Object.fromEntries([...scalars, ...lists, ...pairs]);
}

/**
 * A list under its singular, numbered; undefined when the request has none. Clients send an empty list as an empty value, under
 * the plural name (botocore's `QuerySerializer._serialize_type_list`) or the singular; a lone value is a list of one.
 */
function namedList(
  parameters: QueryParameters,
  plural: string,
  singular: string,
): readonly QueryParameters[] | undefined {
  const numbered = listOf(parameters, singular);
  if (numbered.length > 0) return numbered;
  const lone = parameters.members.get(singular) ?? parameters.members.get(plural);
  return lone && (lone.value ? [lone] : []);
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
