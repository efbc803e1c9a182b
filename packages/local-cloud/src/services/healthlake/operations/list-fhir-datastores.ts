import type { ListFHIRDatastoresRequest } from "../../../models/healthlake-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { describeDatastore, readDatastore } from "../datastore.ts";
import { MOST_RESULTS } from "../most-results.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRDatastores.html */
export function listFhirDatastores(input: FromHost & ListFHIRDatastoresRequest, context: HealthLakeContext) {
  const { Filter = {}, NextToken = "0" } = input;
  const { DatastoreName, DatastoreStatus, CreatedBefore = Infinity, CreatedAfter = -Infinity } = Filter;
  const limit = input.MaxResults ?? MOST_RESULTS;
  const wanted = context.store
    .prepare("SELECT * FROM healthlake_datastores WHERE number > ? ORDER BY number")
    .all(Number(NextToken))
    .map(row => ({ number: row.number as number, described: describeDatastore(context, readDatastore(row), input) }))
    .filter(
      ({ described }) =>
        (DatastoreName === undefined || described.DatastoreName === DatastoreName) &&
        (DatastoreStatus === undefined || described.DatastoreStatus === DatastoreStatus) &&
        described.CreatedAt < CreatedBefore &&
        described.CreatedAt > CreatedAfter,
    );
  const page = wanted.slice(0, limit);
  return {
    DatastorePropertiesList: page.map(({ described }) => described),
    ...(wanted.length > limit && { NextToken: String(page.at(-1)?.number) }),
  };
}
