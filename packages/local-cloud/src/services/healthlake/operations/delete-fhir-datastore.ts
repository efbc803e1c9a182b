import type { DeleteFHIRDatastoreRequest } from "../../../models/healthlake-types.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { activeDatastore, datastoreArn, datastoreEndpoint } from "../datastore.ts";
import { announceDatastore } from "../jobs/announce-job.ts";

/** Refuses all requests from then on. https://docs.aws.amazon.com/healthlake/latest/APIReference/API_DeleteFHIRDatastore.html */
export function deleteFhirDatastore(input: FromHost & DeleteFHIRDatastoreRequest, context: HealthLakeContext) {
  const { store, clock } = context;
  return store.transaction(() => {
    const datastore = activeDatastore(context, input.DatastoreId);
    store
      .prepare("UPDATE healthlake_datastores SET deleted_at = ? WHERE number = ?")
      .run(clock.now(), datastore.number);
    store.prepare("DELETE FROM healthlake_subscriptions WHERE store = ?").run(datastore.number);
    announceDatastore(context, datastore, "Deleting", 0);
    announceDatastore(context, datastore, "Deleted", 0);
    return {
      DatastoreId: datastore.id,
      DatastoreArn: datastoreArn(context, datastore.id),
      DatastoreStatus: "DELETING",
      DatastoreEndpoint: datastoreEndpoint(input, datastore.id),
    };
  });
}
