import { type DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { BY_OWNER, fhirOwner, patientPartition, type TimelineEntry } from "./timeline.ts";

/** The entries of a patient of the registry, or of an owner of FHIR resources. */
export type TimelineOf = (patient: string) => Promise<readonly TimelineEntry[]>;

/** Reads a timeline in memory. */
export const timelineIn =
  (entries: ReadonlyMap<string, TimelineEntry>): TimelineOf =>
  async patient =>
    [...entries.values()].filter(({ pk, owner }) => pk === patient || owner === patient);

/** Reads a timeline in a table. */
export const timelineInTable =
  (TableName: string, client: DynamoDBClient): TimelineOf =>
  async patient => {
    const own = { KeyConditionExpression: "pk = :patient" };
    const owned = {
      IndexName: BY_OWNER,
      KeyConditionExpression: "#owner = :patient",
      ExpressionAttributeNames: { "#owner": "owner" }, // A reserved word.
    };
    const entries: TimelineEntry[] = [];
    for (const from of [own, owned]) {
      const query = { TableName, ...from, ExpressionAttributeValues: { ":patient": { S: patient } } };
      for await (const { Items = [] } of paginateQuery({ client }, query))
        entries.push(...Items.map(item => unmarshall(item) as TimelineEntry));
    }
    return entries;
  };

/** One patient from both sides: its registry entries, the FHIR Patients that carry its id, and the resources about those. */
export async function patientView(timelineOf: TimelineOf, patientId: string): Promise<readonly TimelineEntry[]> {
  const own = await timelineOf(patientPartition(patientId));
  const owners = own.flatMap(({ resource }) => (resource ? [fhirOwner(resource.id)] : []));
  const about = await Promise.all(owners.map(timelineOf));
  return [...own, ...about.flat()].filter(({ deleted }) => !deleted);
}
