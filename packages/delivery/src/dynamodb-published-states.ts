import { createHash } from "node:crypto";
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "./client-settings.ts";
import { conditionalWrites } from "./conditional-writes.ts";
import { getItems } from "./get-items.ts";
import { REMEMBERED_FOR_SECONDS } from "./idempotency.ts";
import type { DynamodbItem } from "./item-key.ts";
import { type PublishedState, type PublishedStates, publishedName } from "./published-states.ts";
import { putNewer } from "./put-newer.ts";

/** The table of states, with the string key `id` and the TTL attribute `expiresAt`, which notes have and states lack. */
export interface DynamodbPublishedStatesOptions {
  readonly table: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
}

/** Published states in a DynamoDB table: one conditional write per event, and one permanent item per subject. */
export function dynamodbPublishedStates(options: DynamodbPublishedStatesOptions): PublishedStates {
  const { table: TableName, client = new DynamoDBClient(clientSettings), now = Date.now } = options;
  const write = conditionalWrites({ client });
  return {
    record(state, change = "updated") {
      const { id, ...attributes } = toItem(state);
      const item = { table: TableName, key: { id: id! }, attributes, optional: ["image"] };
      return putNewer(write, { ...item, isThere: change !== "created" });
    },

    async of(keys) {
      const ids = keys.map(key => keyOf(idOf(publishedName(key))));
      return (await getItems(TableName, ids, { client })).map(item => item && toState(item));
    },

    async page(Limit, after) {
      const start = after === undefined ? {} : { ExclusiveStartKey: keyOf(after) };
      const scan = new ScanCommand({ TableName, Limit, ConsistentRead: true, ...start });
      const { Items = [], LastEvaluatedKey } = await client.send(scan);
      const next = LastEvaluatedKey?.id?.S;
      return { states: Items.flatMap(item => toState(item) ?? []), ...(next !== undefined && { next }) };
    },

    async keepNote(name, text) {
      const expiresAt = { N: String(Math.ceil(now() / 1000) + REMEMBERED_FOR_SECONDS) };
      const Item = { ...keyOf(idOf(`note|${name}`)), note: { S: text }, expiresAt };
      await client.send(new PutItemCommand({ TableName, Item }));
    },

    async note(name) {
      const Key = keyOf(idOf(`note|${name}`));
      return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item?.note?.S;
    },
  };
}

/** A hash: places in a list of ids are shown to operators, and a subject may be sensitive. */
function idOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

function keyOf(id: string): DynamodbItem {
  return { id: { S: id } };
}

/** Key and image as JSON text, which keeps the order of their fields and every digit. */
function toItem(state: PublishedState): DynamodbItem {
  const { detailType, subject, sequence, key, image } = state;
  return {
    ...keyOf(idOf(publishedName(state))),
    detailType: { S: detailType },
    subject: { S: subject },
    sequence: { S: sequence },
    key: { S: JSON.stringify(key) },
    ...(image && { image: { S: JSON.stringify(image) } }),
  };
}

function toState({ detailType, subject, sequence, key, image }: DynamodbItem): PublishedState | undefined {
  if (sequence?.S === undefined) return undefined; // A note.
  return {
    detailType: detailType?.S ?? "",
    subject: subject?.S ?? "",
    sequence: sequence.S,
    key: JSON.parse(key?.S ?? "{}"),
    ...(image?.S !== undefined && { image: JSON.parse(image.S) }),
  };
}
