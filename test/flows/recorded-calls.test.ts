import { readFileSync } from "node:fs";
import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import type { Graph } from "@tributary/synth/graph";
import { expect, test } from "vitest";

const graph = JSON.parse(readFileSync(new URL("../../infra/graph.json", import.meta.url), "utf8")) as Graph;
const rule = graph.resources.find(({ name }) => name === "HealthLakeCallsRule");
const pattern = compile(JSON.parse(String(rule?.inputs.eventPattern)));

/** As docs.aws.amazon.com/healthlake/latest/devguide/logging-using-cloudtrail.html has records, without what nobody needs. */
const detail = {
  eventSource: "healthlake.amazonaws.com",
  eventName: "UpdateResource",
  requestParameters: { datastoreId: graph.links.Datastore?.id, resourceType: "Patient" },
  responseElements: { statusCode: 200 },
};

test.each<[string, object, boolean]>([
  ["a creation", { eventName: "CreateResource", readOnly: false }, true],
  ["a call of a name that is not documented, which wrote", { eventName: "BulkPatch", readOnly: false }, true],
  ["an update whose record does not say that it wrote", { eventName: "UpdateResource" }, true],
  ["a deletion whose record does not say that it wrote", { eventName: "DeleteResource" }, true],
  // Our own searches are recorded, too: whoever followed those would come to no end.
  ["a search", { eventName: "SearchWithPost", readOnly: true }, false],
  ["a search whose record does not say that it read", { eventName: "SearchWithPost" }, false],
  ["a call that was refused", { responseElements: { statusCode: 412 } }, false],
  ["a call to another data store", { requestParameters: { datastoreId: "other" } }, false],
])("CloudTrail's record of %s is followed or not: %j, %s", (_what, more, isFollowed) => {
  const event = { source: "aws.healthlake", "detail-type": "AWS API Call via CloudTrail" };
  expect(match(pattern, { ...event, detail: { ...detail, ...more } })).toBe(isFollowed);
});
