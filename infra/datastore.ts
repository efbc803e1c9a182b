import type { Datastore } from "@tributary/sst/may-call-datastore";
import { physicalName } from "@tributary/sst/physical-name";
import { stack } from "./stack.ts";

/** The HealthLake data store: FHIR R4 under our key. Its own version history keeps earlier states. */
const store = new awsnative.healthlake.FhirDatastore(
  "Datastore",
  {
    datastoreName: physicalName("datastore", "clinical"),
    datastoreTypeVersion: "R4",
    sseConfiguration: { kmsEncryptionConfig: { cmkType: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: stack.key.arn } },
  },
  stack.durable,
);

/** The data store, for handlers and for components. */
export const datastore: Datastore = {
  id: store.datastoreId,
  arn: store.datastoreArn,
  link: new sst.Linkable("Datastore", { properties: { id: store.datastoreId } }),
};
