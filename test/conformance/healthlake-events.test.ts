import { existsSync, readFileSync } from "node:fs";
import { StartFHIRExportJobCommand, StartFHIRImportJobCommand } from "@aws-sdk/client-healthlake";
import { hearBus, type Json, openHealthLake, PLACE } from "@tributary/testkit/open-healthlake";
import { expect, test } from "vitest";

const VECTORS = new URL("../../../shared/vectors/healthlake/eventbridge-events.json", import.meta.url);
const present = existsSync(VECTORS);
if (!present) console.warn("HealthLake event conformance skipped: vectors not present");

/** Not among those that AWS shows, and of the same form as the others (docs.aws.amazon.com/eventbridge/latest/ref/events-ref-healthlake.html). */
const NOT_SHOWN = ["Import Job Queued", "Export Job Queued"];

/** Every member of an event with the type of its value, and of a text its form. */
function shapeOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap(item => shapeOf(item, `${path}[]`));
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .flatMap(([name, inner]) => shapeOf(inner, `${path}/${name}`))
      .sort();
  return [`${path} ${typeof value === "string" ? formOf(value) : typeof value}`];
}

function formOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return "time";
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return "uuid";
  if (/^[0-9a-f]{32}$/.test(text)) return "id";
  return /^(arn:aws:[a-z]+:|s3:\/\/|https:\/\/)/.exec(text)?.[1] ?? "text";
}

/** Lives through everything that HealthLake tells the default bus of, but the failure to create a data store. */
async function everyEvent(): Promise<Json[]> {
  const failing = new Set<string>();
  const lake = openHealthLake({
    cloudTrail: false,
    failJob: (_kind, id) => (failing.has(id) ? "No disk." : undefined),
  });
  const { cloud, client, clock, datastoreId: DatastoreId } = lake;
  const heard = hearBus(cloud);
  cloud.context.call("s3", "CreateBucket", { Bucket: "exchange" });
  const put = (Key: string, Body: string) => cloud.context.call("s3", "PutObject", { Bucket: "exchange", Key, Body });
  put("good/1.ndjson", '{"resourceType":"Patient","id":"a"}');
  put("bad/1.ndjson", "no resource");
  const DataAccessRoleArn = `arn:aws:iam::${PLACE.account}:role/jobs`;
  const output = (S3Uri: string) => ({ S3Configuration: { S3Uri, KmsKeyId: "alias/aws/s3" } });
  const load = (from: string) =>
    client.send(
      new StartFHIRImportJobCommand({
        ...{ DatastoreId, DataAccessRoleArn },
        InputDataConfig: { S3Uri: `s3://exchange/${from}/` },
        JobOutputDataConfig: output("s3://exchange/loaded"),
      }),
    );
  const dump = () =>
    client.send(
      new StartFHIRExportJobCommand({
        DatastoreId,
        DataAccessRoleArn,
        OutputDataConfig: output("s3://exchange/dumped"),
      }),
    );
  for (const start of [load("good"), load("bad"), dump()]) await start;
  for (const { JobId = "" } of [await load("good"), await dump()]) failing.add(JobId);
  await clock.advance(60_000);
  cloud.context.call("healthlake", "DeleteFHIRDatastore", { DatastoreId });
  await clock.advance(1_000);
  return heard();
}

test.skipIf(!present)("the local HealthLake tells of data stores and jobs in the form that AWS shows", async () => {
  const recorded = JSON.parse(readFileSync(VECTORS, "utf8")) as Json[];
  const shapes = new Map(recorded.map(event => [event["detail-type"], shapeOf(event)]));
  const told = await everyEvent();
  for (const event of told) {
    const name = event["detail-type"] as string;
    const expected = shapes.get(NOT_SHOWN.includes(name) ? name.replace("Queued", "Submitted") : name);
    expect({ name, shape: shapeOf(event) }).toEqual({ name, shape: expected });
  }
  const names = new Set(told.map(event => event["detail-type"]));
  const silent = recorded.map(event => event["detail-type"]).filter(name => !names.has(name));
  expect(silent).toEqual(["Export Job Completed With Errors"]); // Nothing that is stored cannot be exported.
});
