import type { DescribeFHIRDatastoreRequest } from "../../../models/healthlake-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { describeDatastore, findDatastore } from "../datastore.ts";

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DescribeFHIRDatastore.html */
export function describeFhirDatastore(input: FromHost & DescribeFHIRDatastoreRequest, context: HealthLakeContext) {
  return { DatastoreProperties: describeDatastore(context, findDatastore(context, input.DatastoreId), input) };
}
