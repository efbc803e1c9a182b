import { serviceLog } from "@tributary/bus/log";
import type { SubscriptionDependencies } from "@tributary/bus/subscription";
import { service } from "@tributary/contracts/patient-timeline.operations";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { Resource } from "sst/resource";
import { dynamodbTimeline } from "./dynamodb-timeline.ts";
import type { FhirChangeDependencies } from "./fhir-changes.ts";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
const links = Resource as unknown as {
  readonly Datastore: { readonly id: string };
  readonly Timeline: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
};

/** For how long a call to the data store is repeated: within the time of an invocation. */
const BUDGET_MS = 4_000;

/** What the consumer works with on AWS. */
export function consumeDependencies(): SubscriptionDependencies & FhirChangeDependencies {
  return {
    quarantine: s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url }),
    timeline: dynamodbTimeline({ table: links.Timeline.name }),
    client: clientFromEnvironment(links.Datastore.id, { budgetMs: BUDGET_MS }),
    log: serviceLog(service),
    sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  };
}
