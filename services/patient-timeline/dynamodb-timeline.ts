import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
import { putNewer } from "@tributary/delivery/put-newer";
import { BY_OWNER, type TimelineEntry } from "./timeline.ts";
import type { TimelineStore } from "./timeline-store.ts";

/** What an entry may lack. */
const OPTIONAL = ["owner", "image", "resource"] as const satisfies readonly (keyof TimelineEntry)[];

/** The timeline in a DynamoDB table: `decide`, as the condition of one write. What is applied at once shares its calls. */
export function dynamodbTimeline({
  table,
  client = new DynamoDBClient(clientSettings),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): TimelineStore {
  const write = conditionalWrites({ client });
  return {
    apply: ({ partition, part, ...entry }, change = "updated") =>
      putNewer(write, {
        table,
        key: marshall({ pk: partition, sk: part }),
        attributes: marshall(entry, { removeUndefinedValues: true }),
        optional: OPTIONAL,
        isThere: change !== "created",
      }),

    async of(patient) {
      const own = { KeyConditionExpression: "pk = :patient" };
      const owned = {
        IndexName: BY_OWNER,
        KeyConditionExpression: "#owner = :patient",
        ExpressionAttributeNames: { "#owner": "owner" }, // A reserved word.
      };
      const entries: TimelineEntry[] = [];
      for (const from of [own, owned]) {
        const query = { TableName: table, ...from, ExpressionAttributeValues: { ":patient": { S: patient } } };
        for await (const { Items = [] } of paginateQuery({ client }, query))
          for (const item of Items) {
            const { pk, sk, ...entry } = unmarshall(item);
            entries.push({ partition: pk, part: sk, ...entry } as TimelineEntry);
          }
      }
      return entries;
    },
  };
}
