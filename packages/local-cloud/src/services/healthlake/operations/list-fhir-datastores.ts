import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { describeDatastore, readDatastore } from "../datastore.ts";
import { readLimit } from "../read-limit.ts";
import { onlyKnown } from "../validation.ts";

interface Filter {
  readonly DatastoreName?: string;
  readonly DatastoreStatus?: string;
  readonly CreatedBefore?: number;
  readonly CreatedAfter?: number;
}
interface Input extends FromHost {
  readonly Filter?: Filter;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRDatastores.html */
export function listFhirDatastores(input: Input, context: HealthLakeContext) {
  const { Filter = {}, NextToken = "0", MaxResults } = input;
  onlyKnown(Filter, ["DatastoreName", "DatastoreStatus", "CreatedBefore", "CreatedAfter"]);
  const { DatastoreName, DatastoreStatus, CreatedBefore = Infinity, CreatedAfter = -Infinity } = Filter;
  const limit = readLimit(MaxResults);
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
