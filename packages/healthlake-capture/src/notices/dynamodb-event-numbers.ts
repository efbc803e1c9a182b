import { type AttributeValue, DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import { update as updating } from "@tributary/delivery/conditional-statement";
import { type ConditionalWrites, conditionalWrites } from "@tributary/delivery/conditional-writes";
import { REMEMBERED_FOR_SECONDS } from "../ledger/ledger.ts";
import {
  type AskForCheck,
  type Bucket,
  type BucketNews,
  type BucketState,
  bucketNews,
  bucketState,
  type EventNumbers,
  GRACE_SECONDS,
  isComplete,
} from "./event-numbers.ts";

/** The ledger's table, which stores the numbers in rows of their own. */
export interface DynamodbEventNumbersOptions {
  readonly table: string;
  readonly askForCheck: AskForCheck;
  readonly client?: DynamoDBClient;
  /** The ledger's, to share its calls. */
  readonly write?: ConditionalWrites;
  readonly now?: () => number;
}

/** A check that did not begin that long after it was due is lost, and asked for again. */
const LOST_AFTER_MS = 15 * 60_000;

type Item = Record<string, AttributeValue>;

/**
 * Event numbers in a DynamoDB table: one row per bucket, with a set of its numbers. The numbers of a batch take one write. A
 * check is requested before the request is recorded, so a crash in between requests it twice.
 */
export function dynamodbEventNumbers(options: DynamodbEventNumbersOptions): EventNumbers {
  const { table: TableName, askForCheck, now = Date.now, client = new DynamoDBClient(clientSettings) } = options;
  const { write = conditionalWrites({ client }) } = options;

  return {
    async seen(notices) {
      await Promise.all(
        bucketNews(notices).map(async news => {
          if (await addBeforeCheck(news)) return;
          const { checkAt, isBegun } = await add(news);
          if (checkAt !== undefined && Number(checkAt.N) + LOST_AFTER_MS > now()) return;
          const bucket = { subscriptionId: news.subscriptionId, bucket: news.bucket };
          if (isBegun === undefined && bucket.bucket > 0) await askForCheck({ ...bucket, bucket: bucket.bucket - 1 });
          await askForCheck(bucket);
          await noteCheck(bucket, now() + GRACE_SECONDS * 1000);
        }),
      );
    },

    look,

    async check(bucket) {
      return await forgetIfComplete(bucket, await update(bucket, "REMOVE checkAt"));
    },

    async account(bucket, numbers) {
      if (numbers.length > 0) await forgetIfComplete(bucket, await add({ ...bucket, numbers, minutes: [] }));
    },
  };

  async function look(bucket: Bucket): Promise<BucketState | undefined> {
    const read = new GetItemCommand({ TableName, Key: rowKey(bucket), ConsistentRead: true });
    return readState((await client.send(read)).Item);
  }

  /**
   * A bucket that misses nothing is kept until the next has begun, which has it checked once more, and then for as long as
   * copies of its notices may come: one that was forgotten before would be taken for lost.
   */
  async function forgetIfComplete(bucket: Bucket, item: Item | undefined): Promise<BucketState | undefined> {
    const state = readState(item);
    if (state && isComplete(bucket, state) && (await look({ ...bucket, bucket: bucket.bucket + 1 }))) {
      const expiresAt = Math.ceil(now() / 1000) + REMEMBERED_FOR_SECONDS;
      await update(bucket, "SET expiresAt = :expiresAt", { ":expiresAt": { N: String(expiresAt) } });
    }
    return state;
  }

  async function add({ numbers, minutes, ...bucket }: BucketNews): Promise<Item> {
    const hasMinutes = minutes.length > 0;
    return await update(bucket, `ADD numbers :numbers${hasMinutes ? ", minutes :minutes" : ""}`, {
      ":numbers": numberSet(numbers),
      ...(hasMinutes && { ":minutes": numberSet(minutes) }),
    });
  }

  /** Adds to a bucket that a check was asked for: then nothing else is to be done. */
  async function addBeforeCheck({ numbers, minutes, ...bucket }: BucketNews): Promise<boolean> {
    const hasMinutes = minutes.length > 0;
    const add = { numbers: numberSet(numbers), ...(hasMinutes && { minutes: numberSet(minutes) }) };
    const where = {
      text: `"checkAt" > ? AND "numbers" IS NOT MISSING${hasMinutes ? ' AND "minutes" IS NOT MISSING' : ""}`,
      parameters: [{ N: String(now() - LOST_AFTER_MS) }],
    };
    return (await write(updating(TableName, rowKey(bucket), { add, where }))).written;
  }

  async function noteCheck(bucket: Bucket, at: number): Promise<void> {
    const values = { ":at": { N: String(at) }, ":true": { BOOL: true } };
    await update(bucket, "SET checkAt = :at, isBegun = :true", values);
  }

  /** The row afterwards. */
  async function update(bucket: Bucket, UpdateExpression: string, values?: Item): Promise<Item> {
    const write = new UpdateItemCommand({
      TableName,
      Key: rowKey(bucket),
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
      ReturnValues: "ALL_NEW",
    });
    return (await client.send(write)).Attributes ?? {};
  }
}

function rowKey({ subscriptionId, bucket }: Bucket): Item {
  return { pk: { S: `SUBSCRIPTION/${subscriptionId}` }, sk: { S: String(bucket).padStart(40, "0") } };
}

function numberSet(numbers: readonly number[]): AttributeValue {
  return { NS: numbers.map(String) };
}

function readState(item: Item | undefined): BucketState | undefined {
  const { numbers, minutes } = item ?? {};
  return numbers?.NS && bucketState(numbers.NS.map(Number), (minutes?.NS ?? []).map(Number));
}
