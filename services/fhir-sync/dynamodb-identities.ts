import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import { insertion, update } from "@tributary/delivery/conditional-statement";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
import { joinedGets } from "@tributary/delivery/joined-gets";
import { putGuarded } from "@tributary/delivery/put-guarded";
import type { Claim } from "./claims.ts";
import type { Identities, KnownPatient, Stater } from "./identities.ts";

const PATIENT = "FHIR#";
const KEY = "KEY#";
/** How many staters of a claim are read: two are ambiguous already. */
const STATERS = 10;
/** How long a withdrawn claim is remembered: longer than any message can be in flight. */
const WITHDRAWN_DAYS = 30;

/**
 * Identities in a DynamoDB table with the string keys `pk` and `sk`, and the TTL attribute `expiresAt`: one row per claim and
 * stater, and one per FHIR resource. Claims are hashed, because a key holds 2,048 bytes at most.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
 */
export function dynamodbIdentities({
  table,
  hash,
  now = Date.now,
  client = new DynamoDBClient(clientSettings),
}: {
  readonly table: string;
  readonly hash: (text: string) => string;
  readonly now?: () => number;
  readonly client?: DynamoDBClient;
}): Identities {
  const claimKey = (claim: Claim) => `CLAIM#${hash(claim)}`;
  const get = joinedGets(table, { client });
  const send = conditionalWrites({ client });

  return {
    async state(claim, stater, since, isStated) {
      const expiresAt = isStated ? undefined : Math.ceil(now() / 1_000) + WITHDRAWN_DAYS * 86_400;
      await putGuarded(send, {
        table,
        key: marshall({ pk: claimKey(claim), sk: nameOf(stater) }),
        attributes: marshall({ since, isStated, expiresAt }, { removeUndefinedValues: true }),
        optional: ["expiresAt"],
        where: { text: '"since" <= ?', parameters: [{ N: String(since) }] },
        isThere: !isStated || since > 1,
      });
    },

    async staters(claim) {
      const names: string[] = [];
      let ExclusiveStartKey: Record<string, never> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
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
      const row = await get(keyOf(fhirId));
      if (row === undefined) return undefined;
      const { pk: _pk, sk: _sk, ...known } = unmarshall(row);
      return known as KnownPatient;
    },

    async write(known) {
      const [key, set, before] = [
        keyOf(known.fhirId),
        marshall(known, { removeUndefinedValues: true }),
        known.revision - 1,
      ];
      const where = { text: '"revision" = ?', parameters: [{ N: String(before) }] };
      const remove = known.key === undefined ? ["key"] : [];
      return (await send(before === 0 ? insertion(table, key, set) : update(table, key, { set, remove, where })))
        .written;
    },
  };
}

function keyOf(fhirId: string) {
  return marshall({ pk: PATIENT + fhirId, sk: PATIENT });
}

/** The sort key of a registry key's claim. */
export function claimedBy(key: string): string {
  return KEY + key;
}

function nameOf(stater: Stater): string {
  return "key" in stater ? claimedBy(stater.key) : PATIENT + stater.fhirId;
}
