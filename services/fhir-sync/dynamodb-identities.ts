import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Claim } from "./claims.ts";
import type { Identities, KnownPatient, Stater } from "./identities.ts";

const PATIENT = "FHIR#";
const KEY = "KEY#";
/** Of how many who state one claim are looked for: two are ambiguous already. */
const STATERS = 10;
/** For how long it is remembered that somebody no longer states a claim: longer than any message is on its way. */
const WITHDRAWN_DAYS = 30;

/**
 * Identities in a DynamoDB table with the string keys `pk` and `sk`, and `expiresAt` as its time to live: a row for a claim
 * and who states it, and one for each FHIR Patient. Claims are hashed, as a key holds 2,048 bytes at most.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
 */
export function dynamodbIdentities({
  table: TableName,
  hash,
  now = Date.now,
  client = new DynamoDBClient({}),
}: {
  readonly table: string;
  readonly hash: (text: string) => string;
  readonly now?: () => number;
  readonly client?: DynamoDBClient;
}): Identities {
  const claimKey = (claim: Claim) => `CLAIM#${hash(claim)}`;

  /** False when the condition does not hold. */
  async function put(item: object, ConditionExpression: string, values: Record<string, unknown>): Promise<boolean> {
    const Item = marshall(item, { removeUndefinedValues: true });
    const ExpressionAttributeValues = Object.keys(values).length > 0 ? marshall(values) : undefined;
    try {
      await client.send(new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeValues }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async state(claim, stater, since, isStated) {
      const expiresAt = isStated ? undefined : Math.ceil(now() / 1_000) + WITHDRAWN_DAYS * 86_400;
      const row = { pk: claimKey(claim), sk: nameOf(stater), since, isStated, expiresAt };
      await put(row, "attribute_not_exists(pk) OR since <= :since", { ":since": since });
    },

    async staters(claim) {
      const names: string[] = [];
      let ExclusiveStartKey: Record<string, never> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: "pk = :pk",
            FilterExpression: "isStated = :yes",
            ExpressionAttributeValues: marshall({ ":pk": claimKey(claim), ":yes": true }),
            ConsistentRead: true,
            ...(ExclusiveStartKey && { ExclusiveStartKey }),
          }),
        );
        names.push(...(page.Items ?? []).map(({ sk }) => sk?.S ?? ""));
        ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
      } while (ExclusiveStartKey !== undefined && names.length < STATERS);
      const after = (prefix: string) =>
        names
          .slice(0, STATERS)
          .filter(name => name.startsWith(prefix))
          .map(name => name.slice(prefix.length));
      return { keys: after(KEY), fhirIds: after(PATIENT) };
    },

    async read(fhirId) {
      const Key = marshall({ pk: PATIENT + fhirId, sk: PATIENT });
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      if (Item === undefined) return undefined;
      const { pk: _pk, sk: _sk, ...known } = unmarshall(Item);
      return known as KnownPatient;
    },

    write(known) {
      const row = { pk: PATIENT + known.fhirId, sk: PATIENT, ...known };
      const before = known.revision - 1;
      return before === 0
        ? put(row, "attribute_not_exists(pk)", {})
        : put(row, "revision = :before", { ":before": before });
    },
  };
}

/** The sort key of what a registry key claims. */
export function claimedBy(key: string): string {
  return KEY + key;
}

function nameOf(stater: Stater): string {
  return "key" in stater ? claimedBy(stater.key) : PATIENT + stater.fhirId;
}
