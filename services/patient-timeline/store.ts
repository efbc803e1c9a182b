import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { putNewer } from "@tributary/delivery/put-newer";
import { BY_OWNER, type TimelineEntry } from "./timeline.ts";

/** Keeps the newest entry of each subject. */
export interface TimelineStore {
  /** `stale`: something as new or newer is there already. */
  apply(entry: TimelineEntry): Promise<"applied" | "stale">;
  /** All entries of a patient of the registry, or of an owner of FHIR resources. */
  of(patient: string): Promise<readonly TimelineEntry[]>;
}

/** The timeline in a DynamoDB table: `decide`, as the condition of one write. */
export function dynamodbTimeline({
  table,
  client = new DynamoDBClient({}),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): TimelineStore {
  return {
    apply: ({ partition, part, ...entry }) =>
      putNewer(client, table, marshall({ pk: partition, sk: part, ...entry }, { removeUndefinedValues: true })),

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
