import { key } from "./key.ts";
import { durable, physicalName } from "./stage.ts";

/** The HealthLake data store: FHIR R4 under our key. Point-in-time state is kept by its own history of versions. */
const store = new awsnative.healthlake.FhirDatastore(
  "Datastore",
  {
    datastoreName: physicalName("datastore", "clinical"),
    datastoreTypeVersion: "R4",
    sseConfiguration: { kmsEncryptionConfig: { cmkType: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: key.arn } },
  },
  durable,
);

/** What handlers look up of the data store, and what infrastructure needs of it. */
export const datastore = {
  id: store.datastoreId,
  arn: store.datastoreArn,
  link: new sst.Linkable("Datastore", { properties: { id: store.datastoreId } }),
};

/**
 * Lets a role make calls to the data store, by the names that IAM has for them; the data is under the key.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export function mayCallDatastore(...actions: readonly `healthlake:${string}`[]) {
  return { actions: [...actions], resources: [datastore.arn] };
}
